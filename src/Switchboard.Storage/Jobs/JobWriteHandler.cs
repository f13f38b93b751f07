using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Jobs;

/// <summary>Carries out the writes to jobs: new ones at once, changes at once, those that begin again, and then the rest, in its order.</summary>
/// <remarks>What shares a commit was asked for at once: nobody can tell in which order it is done.</remarks>
internal sealed class JobWriteHandler(IJobTables tables, TimeProvider time) : WriteHandler
{
    private readonly OpenJobCounts _open = new(tables, time);

    /// <inheritdoc/>
    public override async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        await tables.BeginAsync(session);
        await AddAsync([.. writes.OfType<AddJobWrite>()], session);
        await ChangeAsync([.. writes.OfType<ChangeJobsWrite>()], session);
        await ReopenAsync([.. writes.OfType<ReopenJobWrite>()], session);
        foreach (var step in writes.OfType<IJobStep>())
        {
            await step.ExecuteAsync(session);
        }
    }

    /// <inheritdoc/>
    public override void Reset() => _open.Reset();

    private async ValueTask AddAsync(List<AddJobWrite> adds, WriteSession session)
    {
        if (adds.Count == 0)
        {
            return;
        }

        await _open.LoadAsync(session, adds.Select(static add => add.Job.Owner));
        var (admitted, refused) = (new List<AddJobWrite>(adds.Count), new List<AddJobWrite>());
        foreach (var add in adds)
        {
            (_open.TryTake(add.Job.Owner, add.MaxJobs) ? admitted : refused).Add(add);
        }

        await InsertAsync(admitted, session);
        foreach (var add in refused)
        {
            add.Result = await FindKnownAsync(add.Job, session) ?? new JobAdmission(JobAdmissionOutcome.Full);
        }

        _open.Trim();
    }

    private async ValueTask InsertAsync(List<AddJobWrite> adds, WriteSession session)
    {
        // Who keeps a key makes others wait for it until the commit: always in the same order, so that no two nodes ever deadlock.
        adds.Sort(static (a, b) => string.CompareOrdinal(a.Job.IdempotencyKey, b.Job.IdempotencyKey));
        var isNew = new bool[adds.Count];
        await tables.InsertAsync(session, adds.ConvertAll(static add => add.Job), isNew);
        for (var i = 0; i < isNew.Length; i++)
        {
            if (isNew[i])
            {
                adds[i].Result = new JobAdmission(JobAdmissionOutcome.Added);
                continue;
            }

            // It may have been forgotten since the attempt, by another node: the next attempt finds out.
            _open.Return(adds[i].Job.Owner);
            adds[i].Result = await FindKnownAsync(adds[i].Job, session) ?? new JobAdmission(JobAdmissionOutcome.NoRoom);
        }
    }

    private static async ValueTask<JobAdmission?> FindKnownAsync(StoredJob job, WriteSession session)
        => job.IdempotencyKey is { } key && await JobSql.FindByKeyAsync(session, job.Owner, key) is { } known
            ? new JobAdmission(JobAdmissionOutcome.Known, known)
            : null;

    private async ValueTask ChangeAsync(List<ChangeJobsWrite> writes, WriteSession session)
    {
        var changes = new List<JobChange>();
        foreach (var write in writes)
        {
            var results = new bool[write.Jobs.Count];
            write.Result = results;
            for (var i = 0; i < results.Length; i++)
            {
                changes.Add(new JobChange(write.Jobs[i], results, i));
            }
        }

        // Of several changes of a job, which has one revision, the first one counts.
        while (changes.Count > 0)
        {
            changes = await ChangeOnceAsync(changes, session);
        }
    }

    /// <summary>Makes the first change of each job, and returns the others.</summary>
    private async ValueTask<List<JobChange>> ChangeOnceAsync(List<JobChange> changes, WriteSession session)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var (now, later) = (new List<JobChange>(changes.Count), new List<JobChange>());
        foreach (var change in changes)
        {
            (ids.Add(change.Job.Id) ? now : later).Add(change);
        }

        // In the order of their ids, as other nodes do it.
        now.Sort(static (a, b) => string.CompareOrdinal(a.Job.Id, b.Job.Id));
        var isChanged = new bool[now.Count];
        await tables.ChangeAsync(session, now.ConvertAll(static change => change.Job), isChanged);
        for (var i = 0; i < isChanged.Length; i++)
        {
            now[i].Results[now[i].Place] = isChanged[i];
        }

        return later;
    }

    private async ValueTask ReopenAsync(List<ReopenJobWrite> writes, WriteSession session)
    {
        if (writes.Count == 0)
        {
            return;
        }

        await _open.LoadAsync(session, writes.Select(static write => write.Job.Owner));

        // In the order of their ids, as other nodes do it.
        foreach (var write in writes.OrderBy(static write => write.Job.Id, StringComparer.Ordinal))
        {
            write.Result = await ReopenAsync(write, session);
        }

        _open.Trim();
    }

    private async ValueTask<JobReopening> ReopenAsync(ReopenJobWrite write, WriteSession session)
    {
        if (!_open.TryTake(write.Job.Owner, write.MaxJobs))
        {
            return JobReopening.Full;
        }

        var isChanged = new bool[1];
        await tables.ChangeAsync(session, [write.Job], isChanged);
        if (isChanged[0])
        {
            return JobReopening.Reopened;
        }

        _open.Return(write.Job.Owner);
        return JobReopening.Outdated;
    }

    /// <summary>A change, and where its result belongs.</summary>
    private readonly record struct JobChange(StoredJob Job, bool[] Results, int Place);
}
