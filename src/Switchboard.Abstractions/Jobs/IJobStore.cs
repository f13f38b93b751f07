namespace Switchboard.Extensibility;

/// <summary>Keeps jobs from when they are submitted until nobody asks for their results any more.</summary>
/// <remarks>
/// <para>What becomes of a job is decided by the engine; a store keeps rows, and keeps those who change them at once apart. Contract, held by
/// <c>JobStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>A durable store has committed when a member that changes something completes.</item>
/// <item>A row changes only where its revision is still the one that was read: of two who change it, one is told that it did not.</item>
/// <item>Of several who take jobs at once, on whichever node, each job goes to one.</item>
/// <item>What is taken from a queue comes in the order of priority, highest first, then of <see cref="StoredJob.NextAt"/>, then of <see cref="StoredJob.Id"/>.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread. A store in memory completes synchronously.</item>
/// </list>
/// </remarks>
public interface IJobStore
{
    /// <summary>Keeps a new job, unless its owner has one of the same idempotency key, which is told however many jobs there are.</summary>
    /// <param name="job">The job, of a new id.</param>
    /// <param name="maxJobs">How many jobs its owner may have that have not ended. Several nodes at once may pass it by a few; of an owner who has more than 1000, what has just ended may count for another moment.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be kept.</param>
    ValueTask<JobAdmission> AddAsync(StoredJob job, int maxJobs, CancellationToken cancellationToken);

    /// <summary>Reads a job; null where there is none.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<StoredJob?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists jobs by their ids, backwards: ids are made so that later ones are greater.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyList<StoredJob>> ListAsync(JobQuery query, CancellationToken cancellationToken);

    /// <summary>Moves jobs that are <see cref="StoredJobState.Waiting"/>, and whose time has come, into their queues: they are <see cref="StoredJobState.Ready"/> then, of a new revision.</summary>
    /// <param name="now">The present.</param>
    /// <param name="limit">How many at most, the earliest first.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be moved.</param>
    /// <returns>The queues that jobs came into, each once, and how many jobs were moved.</returns>
    ValueTask<JobRelease> ReleaseDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Takes jobs that are <see cref="StoredJobState.Ready"/> out of a queue: they are <see cref="StoredJobState.Running"/> then, their attempt is one more, their revision new, and <see cref="StoredJob.NextAt"/> the end of the lease.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="until">The end of the lease.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be taken, and are overdue at the end of the lease.</param>
    /// <returns>The jobs as they are now.</returns>
    ValueTask<IReadOnlyList<StoredJob>> TakeAsync(string queue, DateTimeOffset until, int limit, CancellationToken cancellationToken);

    /// <summary>Changes jobs, each where its revision is still the one given. The change has a revision that is one more.</summary>
    /// <param name="changes">The jobs as they are to be. What never changes of a job is not looked at.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be changed.</param>
    /// <returns>For each, in their order, whether it was changed. Of several changes of one job, the first can be.</returns>
    ValueTask<IReadOnlyList<bool>> ChangeAsync(IReadOnlyList<StoredJob> changes, CancellationToken cancellationToken);

    /// <summary>Changes a job that had ended into one that has not, where its revision is still the one given, and its owner may have another one.</summary>
    /// <param name="change">The job as it is to be, as for <see cref="ChangeAsync"/>.</param>
    /// <param name="maxJobs">How many jobs its owner may have that have not ended, as for <see cref="AddAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be changed.</param>
    ValueTask<JobReopening> ReopenAsync(StoredJob change, int maxJobs, CancellationToken cancellationToken);

    /// <summary>Lengthens leases. Revisions stay the same.</summary>
    /// <param name="held">The jobs that the caller holds, each with the end of its lease.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be lengthened.</param>
    /// <returns>The ids of those that it does not hold any more: another revision, or another state than <see cref="StoredJobState.Running"/>.</returns>
    ValueTask<IReadOnlyList<string>> RenewAsync(IReadOnlyList<JobLease> held, CancellationToken cancellationToken);

    /// <summary>Takes jobs of which <see cref="StoredJob.NextAt"/> has passed, to decide about them: those that are <see cref="StoredJobState.Running"/>, whose lease or deadline is over; those that are <see cref="StoredJobState.Recurring"/>; and those that have ended and are <see cref="StoredJob.IsUntold"/>.</summary>
    /// <param name="now">The present.</param>
    /// <param name="until">Their next <see cref="StoredJob.NextAt"/>: meanwhile nobody else is given them. Their revision is new.</param>
    /// <param name="limit">How many at most, the earliest first.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be taken.</param>
    ValueTask<IReadOnlyList<StoredJob>> TakeOverdueAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken);

    /// <summary>Lists jobs that are <see cref="StoredJobState.Waiting"/> or <see cref="StoredJobState.Ready"/>, and of which <see cref="StoredJob.ExpiresAt"/> has passed.</summary>
    /// <param name="now">The present.</param>
    /// <param name="limit">How many at most, the earliest first.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyList<StoredJob>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Tells when there is next something for <see cref="ReleaseDueAsync"/>, <see cref="TakeOverdueAsync"/> or <see cref="ListExpiredAsync"/>; null for never.</summary>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<DateTimeOffset?> NextAsync(CancellationToken cancellationToken);

    /// <summary>Forgets jobs that have ended, are not untold, and of which <see cref="StoredJob.NextAt"/> has passed.</summary>
    /// <param name="now">The present.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be forgotten.</param>
    /// <returns>How many were.</returns>
    ValueTask<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The queues that have jobs which are <see cref="StoredJobState.Ready"/>, with how many of them.</summary>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyDictionary<string, long>> CountReadyAsync(CancellationToken cancellationToken);
}

/// <summary>What became of a wish to keep a job.</summary>
/// <param name="Outcome">Whether it is kept.</param>
/// <param name="Known">The job of the same owner and key; null where there is none.</param>
public readonly record struct JobAdmission(JobAdmissionOutcome Outcome, StoredJob? Known = null);

/// <summary>Whether a job is kept.</summary>
public enum JobAdmissionOutcome
{
    /// <summary>It is.</summary>
    Added,

    /// <summary>Its owner has submitted one under the same key.</summary>
    Known,

    /// <summary>Its owner has as many as it may.</summary>
    Full,

    /// <summary>The store has no room for it at present.</summary>
    NoRoom,
}

/// <summary>Whether a job that had ended is carried out again.</summary>
public enum JobReopening
{
    /// <summary>It is.</summary>
    Reopened,

    /// <summary>Its owner has as many jobs as it may.</summary>
    Full,

    /// <summary>It has another revision by now, or is not kept any more.</summary>
    Outdated,
}

/// <summary>What came into queues.</summary>
/// <param name="Queues">The queues, each once.</param>
/// <param name="Jobs">How many jobs.</param>
public sealed record JobRelease(IReadOnlyCollection<string> Queues, int Jobs);

/// <summary>A job that somebody holds.</summary>
/// <param name="Id">The job.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Until">When its lease is to end.</param>
public readonly record struct JobLease(string Id, long Revision, DateTimeOffset Until);

/// <summary>Which jobs to list. What is null does not matter.</summary>
public sealed record JobQuery
{
    /// <summary>Whose.</summary>
    public string? Owner { get; init; }

    /// <summary>Of which method.</summary>
    public string? Method { get; init; }

    /// <summary>In one of these states; empty for all.</summary>
    public IReadOnlyList<StoredJobState> States { get; init; } = [];

    /// <summary>Only those with smaller ids.</summary>
    public string? Before { get; init; }

    /// <summary>How many at most; more than 0.</summary>
    public required int Limit { get; init; }
}
