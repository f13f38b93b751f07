namespace Switchboard.Extensibility;

/// <summary>Feeds the hub with messages of a broker: an exchange, a stream, a topic.</summary>
/// <remarks>
/// <para>Contract, held by <c>EventSourceSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>A message is handed to the sink in the order in which the broker delivers, one call after the other, without waiting for what became
/// of those before: as many as <see cref="EventSourceDefinition.Prefetch"/> are under way.</item>
/// <item>A message is acknowledged to the broker only after the sink has answered: what the sink has not answered comes again, from this
/// node or another, after a crash of either side.</item>
/// <item>A message that is unusable goes where the broker keeps such, with the reason, before it is acknowledged. It never stops those behind it.</item>
/// <item>A broker that is away, comes back, refuses or closes what was open is asked again with back-off, for ever. Nothing of it ends the hub.</item>
/// <item>The size of a message is asked about (<see cref="IEventSink.FindFault"/>) before it is copied.</item>
/// <item>When it is told to stop, it takes no more, waits for what is under way, acknowledges it, and gives the rest back to the broker.</item>
/// </list>
/// </remarks>
public interface IEventSource
{
    /// <summary>Connects, consumes and connects again until it is told to stop. Throws for mistakes in the program alone.</summary>
    /// <param name="sink">Takes the messages, and is told how the source is.</param>
    /// <param name="stopping">Stops consuming.</param>
    Task RunAsync(IEventSink sink, CancellationToken stopping);
}

/// <summary>Makes the sources of one kind of broker.</summary>
public interface IEventSourceFactory
{
    /// <summary>The kind, as <c>eventSources[].type</c> names it.</summary>
    string Type { get; }

    /// <summary>Makes a source. Connects to nothing yet.</summary>
    /// <param name="definition">What it consumes.</param>
    IEventSource Create(EventSourceDefinition definition);
}

/// <summary>Takes the messages of one source in: the hub's side.</summary>
/// <remarks>Calls of one sink are made one after the other; those that wait for an answer may be many.</remarks>
public interface IEventSink
{
    /// <summary>Whether what is published is kept by a durable store: then a source that has positions goes on behind the last one that was taken in.</summary>
    bool IsDurable { get; }

    /// <summary>Tells why a message of a certain size is unusable, and counts it then; null where it may be handed over.</summary>
    /// <param name="bytes">The size of its payload.</param>
    string? FindFault(long bytes);

    /// <summary>Publishes a message. What cannot happen at present is tried again, with those behind it in their order, until it can.</summary>
    /// <param name="message">The message. Its body is kept as it is, and must not change any more.</param>
    /// <param name="cancellationToken">Gives the message up: the broker will deliver it again. It may have been published.</param>
    /// <returns>What became of it: after the commit of a durable channel, or the fan-out of one in memory.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    ValueTask<EventOutcome> AcceptAsync(EventMessage message, CancellationToken cancellationToken);

    /// <summary>Reads the position behind which a source that has positions goes on; null where none was noted.</summary>
    /// <param name="cancellationToken">Gives up the read.</param>
    /// <exception cref="SwitchboardException">The store is away.</exception>
    ValueTask<string?> ReadPositionAsync(CancellationToken cancellationToken);

    /// <summary>Notes that everything up to a position was answered. It is kept from time to time, and when the source stops.</summary>
    /// <param name="position">The position, as the source writes it.</param>
    void NotePosition(string position);

    /// <summary>Tells that messages are consumed from now on.</summary>
    void Started();

    /// <summary>Tells that another node consumes, and this one waits to take over.</summary>
    void StandingBy();

    /// <summary>Tells that nothing is consumed at present, and why.</summary>
    /// <param name="problem">What is wrong, in words that hold no secret.</param>
    void Interrupted(string problem);

    /// <summary>Tells that an unusable message was given to nobody: no place for dead letters is configured, or none took it.</summary>
    void Dropped();
}
