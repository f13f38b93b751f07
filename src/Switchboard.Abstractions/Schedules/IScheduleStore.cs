namespace Switchboard.Extensibility;

/// <summary>Keeps what is to happen at a later time until it has happened.</summary>
/// <remarks>
/// <para>Contract, held by <c>ScheduleStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>A durable store has committed when a member that changes something completes.</item>
/// <item>What is taken belongs to whoever took it until its lease ends: nobody else is given it, on whichever node. After that it is
/// taken again, until somebody finishes it.</item>
/// <item>What is being carried out can neither be replaced nor removed by its owner.</item>
/// <item>Schedules are taken in the order of the times at which they are due. None is taken before its time, by the clock of whoever takes.
/// A clock that is set back does not lengthen a lease by more than the lease's own length.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread. A store in memory completes synchronously.</item>
/// </list>
/// </remarks>
public interface IScheduleStore
{
    /// <summary>Keeps a schedule, in place of the one of the same owner and name.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="maxSchedules">How many its owner may have. Several nodes at once may pass it by a few.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be kept.</param>
    ValueTask<ScheduleOutcome> PutAsync(StoredSchedule schedule, int maxSchedules, CancellationToken cancellationToken);

    /// <summary>Lists an owner's schedules, those that are due first at the beginning.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="cursor">The cursor of the page before; null for the first. One that no page had begins anywhere.</param>
    /// <param name="limit">How many at most; more than 0.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<SchedulePage> ListAsync(string owner, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Removes an owner's schedule. False where there is none, or it is being carried out.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="id">The schedule.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be removed.</param>
    ValueTask<bool> RemoveAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>Takes what is due, to carry it out.</summary>
    /// <param name="lease">The present, and for how long it is taken.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up waiting; something may still be taken, and comes back at the end of its lease.</param>
    ValueTask<IReadOnlyList<LeasedSchedule>> LeaseDueAsync(ScheduleLease lease, int limit, CancellationToken cancellationToken);

    /// <summary>Forgets what was carried out. Whoever's lease it is by now: it has happened.</summary>
    /// <param name="done">What was taken, and carried out.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be forgotten.</param>
    ValueTask FinishAsync(IReadOnlyCollection<LeasedSchedule> done, CancellationToken cancellationToken);

    /// <summary>Gives something back that could not be carried out. Until the time given nobody takes it; its owner may change or remove it.</summary>
    /// <param name="taken">What was taken. Nothing happens where somebody else has taken it since.</param>
    /// <param name="until">When it may be taken again.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be given back.</param>
    ValueTask DeferAsync(LeasedSchedule taken, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Tells when there is something to take next: in the past where there is already; null for never.</summary>
    /// <param name="lease">The present, and for how long schedules are taken.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<DateTimeOffset?> NextAsync(ScheduleLease lease, CancellationToken cancellationToken);
}

/// <summary>What became of a wish to keep a schedule.</summary>
public enum ScheduleOutcome
{
    /// <summary>It is kept, in place of the one of the same name where there was one.</summary>
    Kept,

    /// <summary>Its owner has as many as it may.</summary>
    Full,

    /// <summary>The one of the same name is being carried out at this moment.</summary>
    UnderWay,
}

/// <summary>The times by which schedules are taken.</summary>
/// <param name="Now">The present, by the clock of whoever takes.</param>
/// <param name="Length">How long what is taken belongs to whoever took it. The same for all nodes.</param>
public readonly record struct ScheduleLease(DateTimeOffset Now, TimeSpan Length)
{
    /// <summary>When what is taken now may be taken by others.</summary>
    public DateTimeOffset Until => Now + Length;

    /// <summary>A lease that lasts longer than this was taken before the clock was set back, and is over. Clocks of nodes may differ by the length of one.</summary>
    public DateTimeOffset Latest => Now + Length + Length;
}

/// <summary>Something that is to happen at a later time, as a store keeps it.</summary>
/// <param name="Owner">Whose it is: an opaque text, the same for everything that one party schedules.</param>
/// <param name="Id">Its name; an owner has one of each name at most.</param>
public sealed record StoredSchedule(string Owner, string Id)
{
    /// <summary>Tells apart what is scheduled under the same name one after the other. Never used twice.</summary>
    public required string Revision { get; init; }

    /// <summary>When it is due. Stores keep milliseconds.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>What is to happen, in a form that stores do not look into. Not copied: leave it alone afterwards.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>A schedule that somebody is carrying out.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Until">When it may be taken by others, unless it is finished before. By it the store knows who has it.</param>
public sealed record LeasedSchedule(StoredSchedule Schedule, DateTimeOffset Until);
