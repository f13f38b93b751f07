using Switchboard.Extensibility;
using Switchboard.InMemory;

namespace Switchboard.Tests.Jobs;

/// <summary>A store of jobs in memory that can be away, as one on another machine can.</summary>
internal sealed class AwayJobStore : IJobStore
{
    private readonly InMemoryJobStore _store = new(static () => (100_000, 0));

    /// <summary>Whether it is away.</summary>
    public bool IsAway { get; set; }

    private InMemoryJobStore Store => IsAway ? throw new SwitchboardException(ErrorCodes.NotAvailable with { Temporary = true }) : _store;

    public ValueTask<JobAdmission> AddAsync(StoredJob job, int maxJobs, CancellationToken cancellationToken) => Store.AddAsync(job, maxJobs, cancellationToken);

    public ValueTask<StoredJob?> FindAsync(string id, CancellationToken cancellationToken) => Store.FindAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<StoredJob>> ListAsync(JobQuery query, CancellationToken cancellationToken) => Store.ListAsync(query, cancellationToken);

    public ValueTask<JobRelease> ReleaseDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Store.ReleaseDueAsync(now, limit, cancellationToken);

    public ValueTask<IReadOnlyList<StoredJob>> TakeAsync(string queue, DateTimeOffset until, int limit, CancellationToken cancellationToken) => Store.TakeAsync(queue, until, limit, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> ChangeAsync(IReadOnlyList<StoredJob> changes, CancellationToken cancellationToken) => Store.ChangeAsync(changes, cancellationToken);

    public ValueTask<JobReopening> ReopenAsync(StoredJob change, int maxJobs, CancellationToken cancellationToken) => Store.ReopenAsync(change, maxJobs, cancellationToken);

    public ValueTask<IReadOnlyList<string>> RenewAsync(IReadOnlyList<JobLease> held, CancellationToken cancellationToken) => Store.RenewAsync(held, cancellationToken);

    public ValueTask<IReadOnlyList<StoredJob>> TakeOverdueAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken) => Store.TakeOverdueAsync(now, until, limit, cancellationToken);

    public ValueTask<IReadOnlyList<StoredJob>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Store.ListExpiredAsync(now, limit, cancellationToken);

    public ValueTask<DateTimeOffset?> NextAsync(CancellationToken cancellationToken) => Store.NextAsync(cancellationToken);

    public ValueTask<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Store.ForgetAsync(now, limit, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> CountReadyAsync(CancellationToken cancellationToken) => Store.CountReadyAsync(cancellationToken);
}
