using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Jobs in this process. A restart forgets them.</summary>
/// <param name="limits">How many there may be in all, and how many bytes they may take; 0 for any number of bytes. Read at each addition. Jobs that have ended make room for others.</param>
public sealed class InMemoryJobStore(Func<(int Jobs, long Bytes)> limits) : IJobStore
{
    private readonly Lock _gate = new();
    private readonly JobTable _table = new();

    /// <summary>How many jobs it keeps.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _table.Count;
            }
        }
    }

    /// <summary>How many bytes they take.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _table.Bytes;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobAdmission> AddAsync(StoredJob job, int maxJobs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_gate)
        {
            return ValueTask.FromResult(Add(job, maxJobs));
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_table.Find(id)?.Job);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJob>> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_gate)
        {
            var jobs = _table.Backwards(query.Owner, query.Before).Select(static entry => entry.Job);
            return ValueTask.FromResult<IReadOnlyList<StoredJob>>(
            [
                .. jobs.Where(job => (query.Method is null || job.Method == query.Method) && (query.States.Count == 0 || query.States.Contains(job.State))).Take(query.Limit),
            ]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobRelease> ReleaseDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var queues = new HashSet<string>(StringComparer.Ordinal);
            var due = Due(_table.Waiting, now, limit);
            foreach (var entry in due)
            {
                queues.Add(entry.Job.Queue);
                Change(entry, entry.Job with { State = StoredJobState.Ready });
            }

            return ValueTask.FromResult(new JobRelease(queues, due.Length));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJob>> TakeAsync(string queue, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var end = JobEntry.InMilliseconds(until);
            return ValueTask.FromResult<IReadOnlyList<StoredJob>>(
            [
                .. _table.Ready(queue).Take(limit).ToArray()
                    .Select(entry => Change(entry, entry.Job with { State = StoredJobState.Running, Attempt = entry.Job.Attempt + 1, NextAt = end })),
            ]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<bool>> ChangeAsync(IReadOnlyList<StoredJob> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<bool>>([.. changes.Select(TryChange)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobReopening> ReopenAsync(StoredJob change, int maxJobs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_gate)
        {
            return ValueTask.FromResult(
                _table.CountOpen(change.Owner) >= maxJobs ? JobReopening.Full : TryChange(change) ? JobReopening.Reopened : JobReopening.Outdated);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RenewAsync(IReadOnlyList<JobLease> held, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(held);
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<string>>([.. held.Where(lease => !TryRenew(lease)).Select(static lease => lease.Id)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJob>> TakeOverdueAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var next = JobEntry.InMilliseconds(until);
            return ValueTask.FromResult<IReadOnlyList<StoredJob>>([.. Due(_table.Overdue, now, limit).Select(entry => Change(entry, entry.Job with { NextAt = next }))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJob>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredJob>>([.. _table.Expiring.TakeWhile(entry => entry.Job.ExpiresAt <= now).Take(limit).Select(static entry => entry.Job)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset?[] times = [_table.Waiting.Min?.Job.NextAt, _table.Overdue.Min?.Job.NextAt, _table.Expiring.Min?.Job.ExpiresAt];
            return ValueTask.FromResult(times.Min());
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var over = Due(_table.Over, now, limit);
            foreach (var entry in over)
            {
                _table.Remove(entry);
            }

            return ValueTask.FromResult(over.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, long>> CountReadyAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_table.CountReady());
        }
    }

    // What is due leaves the set that it was found in.
    private static JobEntry[] Due(SortedSet<JobEntry> jobs, DateTimeOffset now, int limit) => [.. jobs.TakeWhile(entry => entry.Job.NextAt <= now).Take(limit)];

    private JobAdmission Add(StoredJob job, int maxJobs)
    {
        if (_table.Find(job.Owner, job.IdempotencyKey) is { } known)
        {
            return new JobAdmission(JobAdmissionOutcome.Known, known.Job);
        }

        if (_table.CountOpen(job.Owner) >= maxJobs)
        {
            return new JobAdmission(JobAdmissionOutcome.Full);
        }

        var entry = new JobEntry(job);
        if (!MakeRoom(entry.Bytes))
        {
            return new JobAdmission(JobAdmissionOutcome.NoRoom);
        }

        _table.Add(entry);
        return new JobAdmission(JobAdmissionOutcome.Added);
    }

    /// <summary>Forgets jobs that have ended, those first that would be forgotten next, where there is no room for another one.</summary>
    private bool MakeRoom(int size)
    {
        var (jobs, bytes) = limits();
        while (_table.Count >= jobs || (bytes > 0 && _table.Bytes + size > bytes))
        {
            if (_table.Over.Min is not { } over)
            {
                return false;
            }

            _table.Remove(over);
        }

        return true;
    }

    // A job that has begun may always come to something, whatever room there is: it was let in.
    private bool TryChange(StoredJob change)
    {
        if (_table.Find(change.Id) is not { } entry || entry.Job.Revision != change.Revision)
        {
            return false;
        }

        Change(entry, entry.Job with
        {
            Queue = change.Queue,
            State = change.State,
            NextAt = change.NextAt,
            ExpiresAt = change.ExpiresAt,
            Priority = change.Priority,
            Attempt = change.Attempt,
            IsUntold = change.IsUntold,
            Outcome = change.Outcome,
        });
        return true;
    }

    private bool TryRenew(JobLease lease)
    {
        if (_table.Find(lease.Id) is not { Job.State: StoredJobState.Running } entry || entry.Job.Revision != lease.Revision)
        {
            return false;
        }

        _table.Change(entry, entry.Job with { NextAt = lease.Until });
        return true;
    }

    private StoredJob Change(JobEntry entry, StoredJob job)
    {
        _table.Change(entry, job with { Revision = job.Revision + 1 });
        return entry.Job;
    }
}
