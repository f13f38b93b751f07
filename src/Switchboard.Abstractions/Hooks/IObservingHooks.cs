namespace Switchboard;

/// <summary>Learns what has happened. Implement what you need.</summary>
/// <remarks>
/// <para>Unless it is added for a scope, a singleton, called by many threads at once; events of one connection come one after the other, in the order in which they
/// happened. The delivery of publications to subscribers never waits for a hook.</para>
/// <para>What a client's command caused is acknowledged to it only after <see cref="OnPublishedAsync"/>,
/// <see cref="OnMessageSentAsync"/> and <see cref="OnMessageReceivedAsync"/> have seen it, so that whoever was acknowledged can count on
/// it. The other events wait in the connection's own queue, which holds <c>hooks.queuedEvents</c>.</para>
/// <para>An exception, and a hook that takes longer than <c>hooks.observationTimeoutMilliseconds</c>, is logged with an id and counted
/// in <c>switchboard.hooks.failed</c>; the event is not repeated and the next one comes as usual.</para>
/// </remarks>
public interface IObservingHooks : ISwitchboardHooks
{
    /// <summary>A client was let in.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnConnectedAsync(ConnectedEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A connection that had been let in ended. The last event of the connection.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnDisconnectedAsync(DisconnectedEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A subscription began, whoever asked for it.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnSubscribedAsync(SubscribedEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A subscription ended, be it with its connection.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnUnsubscribedAsync(UnsubscribedEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A publication was taken on this node. Called once for each, and not again for a repeated idempotency key.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnPublishedAsync(PublishedEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A message was sent to a user. It was published, too, into the user's inbox.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnMessageSentAsync(MessageSentEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A client sent a message to the application: the <c>send</c> command, which has no answer.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnMessageReceivedAsync(MessageReceivedEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A message that a service sent was delivered or read, has expired or failed. States in quick succession may come as one event, of the later state.</summary>
    /// <remarks>Server code and API keys are services. Users are told in their own inboxes instead. That a message was accepted, <see cref="OnMessageSentAsync"/> tells.
    /// Where inboxes are durable, an event that was due when the process was killed is told after the restart; one may then come twice, and the message's id and state tell.</remarks>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnMessageReceiptAsync(MessageReceiptEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Something has become of a job, whoever submitted it: it was queued, has begun, has come further, is tried again, or has ended.</summary>
    /// <remarks>Users are told of theirs in their own inboxes, too. How a job ended is told until all hooks have seen it, also after a restart; an event may then come twice,
    /// and the job's id, state and attempt tell. Everything else is told once at most.</remarks>
    /// <param name="happened">The event.</param>
    /// <param name="cancellationToken">Cancelled when the hook's time is over.</param>
    ValueTask OnJobChangedAsync(JobChangedEvent happened, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
