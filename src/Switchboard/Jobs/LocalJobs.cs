using System.Collections.Concurrent;
using Switchboard.Calls;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Outbound;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Carries out jobs on this node: by connections that serve the method, or handlers of the application. The queue is the method.</summary>
internal sealed class LocalJobs(
    CallRouter router, CallHandlers handlers, JobTransitions transitions, JobSettlement settlement, JobQueues queues, JobAudience audience, JobTurns turns, JobReader reader, JobMetrics metrics,
    OwnerStanding standing, SettingsHolder settings, Clock clock, TimeProvider time, Supervisor supervisor)
    : IJobLane, IDisposable
{
    // Until what could not begin, or be noted, is tried again.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, HeldJob> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public bool IsServed(string queue) => handlers.Find(queue, isJob: true) is not null || router.IsServed(queue);

    /// <inheritdoc/>
    public int CountFree(string queue)
    {
        var rules = settings.Current.Jobs;
        var own = rules.For(queue);
        var running = _running.GetValueOrDefault(queue);
        var free = handlers.Find(queue, isJob: true) is null ? router.CountFree(queue) : own.HandlerConcurrency - running;
        var most = own.Concurrency == 0 ? free : Math.Min(free, own.Concurrency - running);
        return _stopping.IsCancellationRequested ? 0 : Math.Max(0, Math.Min(most, rules.RunningPerNode - _held.Count));
    }

    /// <inheritdoc/>
    public void Start(IReadOnlyList<StoredJob> jobs)
    {
        foreach (var job in jobs)
        {
            var held = new HeldJob(job, JobBody.Of(job), turns.Of(job.Id), audience, reader);
            _held[job.Id] = held;
            _running.AddOrUpdate(job.Method, 1, static (_, count) => count + 1);
            metrics.Attempts.Add(1);
            metrics.Running.Add(1);
            supervisor.Detach("jobs", RunAsync(held));
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredJob?> DecideOverdueAsync(StoredJob job)
    {
        // It is carried out here: the lease was renewed too late, as while the store was away.
        if (_held.TryGetValue(job.Id, out var held))
        {
            held.Job = job;
            return ValueTask.FromResult<StoredJob?>(null);
        }

        return ValueTask.FromResult<StoredJob?>(transitions.AfterLoss(job, ErrorCodes.WorkerLost));
    }

    /// <inheritdoc/>
    public async ValueTask CancelAsync(StoredJob job)
    {
        if (_held.TryGetValue(job.Id, out var held))
        {
            await held.Cancellation.CancelAsync();
        }
    }

    /// <summary>The jobs that this node holds, each with the end of its lease from now on.</summary>
    public IReadOnlyList<JobLease> Leases()
    {
        var until = clock.UtcNow + settings.Current.Jobs.Lease;
        return [.. _held.Values.Select(held => new JobLease(held.Job.Id, held.Job.Revision, until))];
    }

    /// <summary>Stops an attempt that is somebody else's by now, or was cancelled elsewhere.</summary>
    public async Task LoseAsync(JobLease lease)
    {
        // It may have ended, or been taken over again, in between.
        if (_held.TryGetValue(lease.Id, out var held) && held.Job.Revision == lease.Revision)
        {
            await held.Cancellation.CancelAsync();
        }
    }

    /// <summary>Takes no more, puts back what is under way, and waits until that is done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        while (!_held.IsEmpty)
        {
            await Task.WhenAll(_held.Values.Select(static held => held.Ended)).WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(HeldJob held)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(held.Cancellation.Token, _stopping.Token);
        try
        {
            var decide = await AttemptAsync(held, both.Token);
            await held.ToldAsync();
            await SettleAsync(held, decide);
        }
        finally
        {
            _held.TryRemove(new(held.Job.Id, held));
            _running.AddOrUpdate(held.Job.Method, 0, static (_, count) => count - 1);
            _running.TryRemove(new(held.Job.Method, 0));
            metrics.Running.Add(-1);
            queues.Mark(held.Job.Queue);
            held.NoteEnd();
        }
    }

    private async Task<Func<StoredJob, StoredJob?>> AttemptAsync(HeldJob held, CancellationToken cancellationToken)
    {
        var (job, body) = (held.Job, held.Body);
        if (transitions.IsExpired(job))
        {
            return now => transitions.Failed(now, ErrorCodes.Expired);
        }

        if (standing.Check(job.Owner, body.By, body.KeyCreatedAt) is { } refusal)
        {
            return now => refusal.Temporary ? transitions.PutBack(now, _pause) : transitions.Failed(now, refusal);
        }

        if (!settings.Current.Namespaces.TryResolve(job.Method, out var space))
        {
            return now => transitions.Failed(now, ErrorCodes.UnknownChannel);
        }

        held.TellBeginning();
        var invocation = new CallInvocation(job.Method, space, body.Data.Utf8)
        {
            Caller = OwnerNames.PrincipalOf(job.Owner, []) with { Info = body.Info.Utf8 },
            Deadline = body.Deadline,
            Progress = held,
            Job = new CallJob(job.Id, job.Attempt),
        };
        using var activity = HubTracing.StartJob(space.Name, body.TraceParent);
        var answer = await router.CallAsync(invocation, cancellationToken);
        HubTracing.Refuse(activity, answer.Outcome.Error);
        return now => Decide(now, answer);
    }

    private StoredJob? Decide(StoredJob job, CallAnswer answer) => answer switch
    {
        { Outcome.IsSuccess: true } => transitions.Done(job, answer.Outcome.Value),
        { Outcome.Error: var error } when error == ErrorCodes.Cancelled => _stopping.IsCancellationRequested ? transitions.PutBack(job, TimeSpan.Zero) : null,
        { Outcome.Error: { } error } when CallLoss.IsOne(error) && answer.WasGiven => transitions.AfterLoss(job, error),
        { WasGiven: false, Outcome.Error: var error } when error != ErrorCodes.LimitExceeded && error != ErrorCodes.DeadlineExceeded => transitions.PutBack(job, _pause),
        { Outcome.Error: { } error } => transitions.AfterFailure(job, error),
        _ => null,
    };

    /// <summary>Puts the end of an attempt into force, however long the store is away: its worker has done its part.</summary>
    private async Task SettleAsync(HeldJob held, Func<StoredJob, StoredJob?> decide)
    {
        while (true)
        {
            var job = held.Job;
            try
            {
                // Where nobody took it over meanwhile, somebody else has decided.
                if (decide(job) is not { } change || await settlement.SettleAsync(change) is not null || held.Job.Revision == job.Revision)
                {
                    return;
                }
            }
            catch (SwitchboardException) when (!_stopping.IsCancellationRequested)
            {
                await Task.Delay(_pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
