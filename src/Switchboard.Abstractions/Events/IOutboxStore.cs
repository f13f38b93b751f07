namespace Switchboard.Extensibility;

/// <summary>Keeps events for event targets until they have been sent.</summary>
/// <remarks>
/// <para>Contract, held by <c>OutboxStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>A durable store has committed when a member that changes something completes.</item>
/// <item>Events of a target are taken in the order in which they were appended, those of one append in the order of its list. Taking removes nothing: what is not removed comes again, first.</item>
/// <item>One node at a time takes from a target: whoever has its lease. It is renewed by each taking, and over when it is released or its time has passed.
/// A clock that is set back does not lengthen a lease by more than the lease's own length.</item>
/// <item>An append is one of all its events or of none.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread. A store in memory completes synchronously.</item>
/// </list>
/// </remarks>
public interface IOutboxStore
{
    /// <summary>Keeps events. The order of calls is that of the events, also where they overlap.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be kept.</param>
    ValueTask AppendAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancellationToken);

    /// <summary>Takes or renews the lease of a target, and returns its first events.</summary>
    /// <param name="target">The target.</param>
    /// <param name="lease">By whom, and for how long.</param>
    /// <param name="portion">How many.</param>
    /// <param name="cancellationToken">Gives up waiting; the lease may still be taken.</param>
    /// <returns>The events; null where another has the lease.</returns>
    ValueTask<IReadOnlyList<StoredEvent>?> TakeAsync(string target, OutboxLease lease, OutboxPortion portion, CancellationToken cancellationToken);

    /// <summary>Forgets events. Whoever's lease it is by now: they were sent, or given up.</summary>
    /// <param name="done">What was taken. What is gone already is ignored.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be forgotten.</param>
    ValueTask RemoveAsync(IReadOnlyCollection<StoredEvent> done, CancellationToken cancellationToken);

    /// <summary>Ends a lease. Nothing happens where it is another's.</summary>
    /// <param name="target">The target.</param>
    /// <param name="owner">Whose lease it is.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ReleaseAsync(string target, string owner, CancellationToken cancellationToken);

    /// <summary>Tells how much waits for a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<OutboxBacklog> MeasureAsync(string target, CancellationToken cancellationToken);

    /// <summary>Forgets the oldest events of a target, until what is left is no more than it may be.</summary>
    /// <param name="target">The target.</param>
    /// <param name="maxEvents">How many events may be left.</param>
    /// <param name="maxBytes">How many bytes they may have, as <see cref="OutgoingEvent.ApproximateBytes"/> counts them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many are forgotten.</returns>
    ValueTask<int> DropOldestAsync(string target, long maxEvents, long maxBytes, CancellationToken cancellationToken);
}

/// <summary>An outbox that survives a restart. It shares commits with <see cref="IDurableStreamStore"/>: <see cref="StreamAppend.Events"/>.</summary>
public interface IDurableOutboxStore : IOutboxStore;

/// <summary>The lease of a target.</summary>
/// <param name="Owner">Who takes: a name that no other node has.</param>
/// <param name="Now">The present, by the clock of whoever takes.</param>
/// <param name="Length">How long the target is its own. The same for all nodes.</param>
public readonly record struct OutboxLease(string Owner, DateTimeOffset Now, TimeSpan Length)
{
    /// <summary>When others may take it.</summary>
    public DateTimeOffset Until => Now + Length;

    /// <summary>A lease that lasts longer than this was taken before the clock was set back, and is over.</summary>
    public DateTimeOffset Latest => Now + Length + Length;
}

/// <summary>How much to take: as many events as both allow, but one at least unless <paramref name="Events"/> is 0, which only renews the lease.</summary>
/// <param name="Events">Events.</param>
/// <param name="Bytes">Bytes, as <see cref="OutgoingEvent.ApproximateBytes"/> counts them.</param>
public readonly record struct OutboxPortion(int Events, long Bytes);

/// <summary>An event in the outbox.</summary>
/// <param name="Number">Its number. It grows in the order in which events are to be sent.</param>
/// <param name="Event">The event.</param>
public sealed record StoredEvent(long Number, OutgoingEvent Event);

/// <summary>How much waits for a target.</summary>
/// <param name="Events">Events.</param>
/// <param name="Bytes">Bytes, as <see cref="OutgoingEvent.ApproximateBytes"/> counts them.</param>
/// <param name="OldestAt">When the oldest of them happened; null for none.</param>
public readonly record struct OutboxBacklog(long Events, long Bytes, DateTimeOffset? OldestAt);
