using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Puts into force what was decided about jobs, and does what follows: queues are looked into, owners told.</summary>
internal sealed class JobSettlement(
    IJobStore store, JobTransitions transitions, JobAudience audience, JobTurns turns, JobReader reader, JobMetrics metrics, Clock clock, Supervisor supervisor)
{
    /// <summary>Changes a job.</summary>
    /// <param name="change">The job as it is to be, of the revision that it was read in.</param>
    /// <returns>The job as it is now; null where somebody else was quicker.</returns>
    /// <exception cref="SwitchboardException">The store is away; whether it was changed is not known.</exception>
    public async ValueTask<StoredJob?> SettleAsync(StoredJob change) => (await SettleAsync([change]))[0];

    /// <summary>Changes jobs. See <see cref="SettleAsync(StoredJob)"/>.</summary>
    public async ValueTask<IReadOnlyList<StoredJob?>> SettleAsync(IReadOnlyList<StoredJob> changes)
    {
        foreach (var change in changes.Where(IsWaiting))
        {
            turns.Begin(change);
        }

        IReadOnlyList<bool>? changed = null;
        try
        {
            changed = await store.ChangeAsync(changes, CancellationToken.None);
            return [.. changes.Select((change, i) => changed[i] ? Follow(change with { Revision = change.Revision + 1 }) : null)];
        }
        finally
        {
            foreach (var change in changes.Where((change, i) => changed?[i] != true && IsWaiting(change)))
            {
                turns.End(change.Id);
            }
        }
    }

    /// <summary>Has a job begin again that had ended, where its owner may have another one.</summary>
    /// <param name="change">The job as it is to be, of the revision that it was read in.</param>
    /// <param name="maxJobs">How many jobs its owner may have that have not ended.</param>
    /// <exception cref="SwitchboardException">The store is away; whether it was changed is not known.</exception>
    public async ValueTask<JobReopening> ReopenAsync(StoredJob change, int maxJobs)
    {
        var outcome = JobReopening.Outdated;
        await turns.PutAsync(change, async () =>
        {
            outcome = await store.ReopenAsync(change, maxJobs, CancellationToken.None);
            if (outcome != JobReopening.Reopened)
            {
                return null;
            }

            reader.Forget(change.Id);
            return change with { Revision = change.Revision + 1 };
        });
        return outcome;
    }

    /// <summary>Tells how a job ended, and notes that this has been done.</summary>
    public async Task TellEndAsync(StoredJob job)
    {
        try
        {
            if (await audience.TellEndAsync(job, CancellationToken.None))
            {
                await store.ChangeAsync([transitions.Told(job)], CancellationToken.None);
            }
        }
        catch (SwitchboardException)
        {
            // The store is away, which it logs: the job is overdue again at the end of the lease.
            return;
        }
    }

    private static bool IsWaiting(StoredJob job) => job.State is StoredJobState.Waiting or StoredJobState.Ready;

    private StoredJob Follow(StoredJob job)
    {
        if (job.State != StoredJobState.Running)
        {
            reader.Forget(job.Id);
        }

        switch (job.State)
        {
            case StoredJobState.Waiting or StoredJobState.Ready:
                metrics.Retries.Add(JobOutcome.Of(job).Error is null ? 0 : 1);
                turns.Take(job);
                break;
            case >= StoredJobState.Done:
                metrics.Ended(job, clock.UtcNow);
                break;
        }

        if (job.IsUntold)
        {
            supervisor.Detach("jobs", TellEndAsync(job));
        }

        return job;
    }
}
