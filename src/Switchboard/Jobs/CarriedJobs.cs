using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Hands jobs to a broker, whose workers carry them out. The queue is the carrier's.</summary>
internal sealed class CarriedJobs(
    IJobCarrier carrier, JobTransitions transitions, JobSettlement settlement, JobQueues queues, JobMetrics metrics, OwnerStanding standing, Clock clock, Supervisor supervisor)
    : IJobLane
{
    // Attempts that wait for the broker's confirmation: enough that it is never idle, and no more than may be put back at once.
    private const int MaxUnconfirmed = 2048;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    // What no deadline ends: the broker keeps it, and tells.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(3650);

    private int _unconfirmed;

    /// <summary>What carries the jobs.</summary>
    public IJobCarrier Carrier => carrier;

    /// <inheritdoc/>
    public bool IsServed(string queue) => true;

    /// <inheritdoc/>
    public int CountFree(string queue) => carrier.Problem is null ? MaxUnconfirmed - Volatile.Read(ref _unconfirmed) : 0;

    /// <inheritdoc/>
    public void Start(IReadOnlyList<StoredJob> jobs)
    {
        Interlocked.Add(ref _unconfirmed, jobs.Count);
        supervisor.Detach("jobs", SendAsync(jobs));
    }

    /// <inheritdoc/>
    public async ValueTask<StoredJob?> DecideOverdueAsync(StoredJob job)
    {
        // It was taken, and is not known to have been sent: the same attempt is sent again.
        if (JobOutcome.Of(job).SentAt is null)
        {
            return transitions.PutBack(job, TimeSpan.Zero);
        }

        await CancelAsync(job);
        return transitions.AfterFailure(job, ErrorCodes.DeadlineExceeded);
    }

    /// <inheritdoc/>
    public async ValueTask CancelAsync(StoredJob job)
    {
        try
        {
            await carrier.CancelAsync(job.Id, job.Attempt, CancellationToken.None);
        }
        catch (SwitchboardException)
        {
            // The broker is away, which the carrier logs. The worker goes on, and nobody takes what it reports.
            return;
        }
    }

    private async Task SendAsync(IReadOnlyList<StoredJob> jobs)
    {
        try
        {
            var changes = new List<StoredJob>(jobs.Count);
            var sent = new List<StoredJob>(jobs.Count);
            foreach (var job in jobs)
            {
                if (FindRefusal(job) is { } refused)
                {
                    changes.Add(refused);
                }
                else
                {
                    sent.Add(job);
                }
            }

            changes.AddRange(await TrySendAsync(sent));
            await settlement.SettleAsync(changes);
        }
        catch (SwitchboardException)
        {
            // The store is away, which it logs: at the end of their leases the attempts are sent again.
            return;
        }
        finally
        {
            Interlocked.Add(ref _unconfirmed, -jobs.Count);
            queues.Mark(jobs[0].Queue);
        }
    }

    private StoredJob? FindRefusal(StoredJob job)
    {
        var body = JobBody.Of(job);
        if (transitions.IsExpired(job))
        {
            return transitions.Failed(job, ErrorCodes.Expired);
        }

        return standing.Check(job.Owner, body.By, body.KeyCreatedAt) is not { } refusal ? null
            : refusal.Temporary ? transitions.PutBack(job, _pause) : transitions.Failed(job, refusal);
    }

    private async Task<IEnumerable<StoredJob>> TrySendAsync(List<StoredJob> jobs)
    {
        if (jobs.Count == 0)
        {
            return [];
        }

        try
        {
            var errors = await carrier.SendAsync([.. jobs.Select(AttemptOf)], CancellationToken.None);
            metrics.Attempts.Add(jobs.Count);
            return jobs.Select((job, i) => errors[i] is { } error ? transitions.AfterFailure(job, error) : transitions.Sent(job, EndOf(job)));
        }
        catch (SwitchboardException)
        {
            return jobs.Select(job => transitions.PutBack(job, _pause));
        }
    }

    private DateTimeOffset EndOf(StoredJob job)
    {
        var body = JobBody.Of(job);
        return carrier.IsTimedFromSending ? clock.UtcNow + body.Deadline
            : job.ExpiresAt is { } end ? end + body.Deadline : clock.UtcNow + _longest;
    }

    private static JobAttempt AttemptOf(StoredJob job)
    {
        var body = JobBody.Of(job);
        return new JobAttempt(job.Id, job.Attempt, job.Method, body.Data.Utf8)
        {
            Caller = OwnerNames.PrincipalOf(job.Owner, []) with { Info = body.Info.Utf8 },
            Priority = job.Priority,
            Deadline = body.Deadline,
            ExpiresAt = job.ExpiresAt,
            TraceParent = body.TraceParent,
        };
    }
}
