using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Takes jobs out of their queues for those who have room for them, and decides about those whose time has come or is over.</summary>
internal sealed class JobLoop(
    IJobStore store, JobQueues queues, JobLanes lanes, LocalJobs local, JobSettlement settlement, JobTransitions transitions, RecurringJobs recurring, SettingsHolder settings, Clock clock, ILogger<JobLoop> logger)
{
    private const int Portion = 512;

    // After a failure, and where the store is away.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    // What other nodes have put into queues; a store may have to look at each job for it.
    private static readonly TimeSpan _countInterval = TimeSpan.FromSeconds(15);

    private DateTimeOffset _nextLook = DateTimeOffset.MinValue;
    private long _countedAt = long.MinValue;
    private bool _hasWarned;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await TurnAsync(stoppingToken) is var sleep && sleep > TimeSpan.Zero)
                {
                    await queues.SleepAsync(sleep, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Lengthens the leases of what this node carries out, and stops what is somebody else's by now. Called now and then.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var leases = local.Leases();
        if (leases.Count == 0)
        {
            return;
        }

        try
        {
            var lost = (await store.RenewAsync(leases, cancellationToken)).ToHashSet(StringComparer.Ordinal);
            foreach (var lease in leases.Where(lease => lost.Contains(lease.Id)))
            {
                await local.LoseAsync(lease);
            }
        }
        catch (SwitchboardException)
        {
            // The store is away, which it logs: what is overdue when it is back is still held.
            return;
        }
    }

    /// <summary>Does what there is to do, up to a portion of each.</summary>
    /// <returns>How long there is nothing to do; zero where there may be more. Does not throw.</returns>
    private async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        try
        {
            var isMore = await DecideDueAsync(stoppingToken);
            isMore |= await FillAsync(stoppingToken);
            return isMore ? TimeSpan.Zero : Shorter(_nextLook - clock.UtcNow, settings.Current.Jobs.PollInterval);
        }
        catch (SwitchboardException)
        {
            // The store is away, which it logs, or very busy.
            _nextLook = DateTimeOffset.MinValue;
            return _pause;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            JobLog.LookFailed(logger, exception, _pause.TotalSeconds);
            _nextLook = DateTimeOffset.MinValue;
            return _pause;
        }
    }

    /// <summary>Asks the store what is due, if anything may be. True where there is more.</summary>
    private async Task<bool> DecideDueAsync(CancellationToken stoppingToken)
    {
        var now = clock.UtcNow;
        var known = queues.TakeNextDue();
        _nextLook = known < _nextLook ? known : _nextLook;

        // A clock that was set back must not make the next look late.
        if (now < _nextLook && _nextLook - now <= settings.Current.Jobs.PollInterval)
        {
            return false;
        }

        var expired = await store.ListExpiredAsync(now, Portion, stoppingToken);
        await settlement.SettleAsync([.. expired.Select(job => transitions.Failed(job, ErrorCodes.Expired))]);
        var released = await store.ReleaseDueAsync(now, Portion, stoppingToken);
        foreach (var queue in released.Queues)
        {
            queues.Mark(queue);
        }

        var overdue = await store.TakeOverdueAsync(now, now + settings.Current.Jobs.Lease, Portion, stoppingToken);
        await DecideAsync(overdue, stoppingToken);
        var forgotten = await store.ForgetAsync(now, Portion, stoppingToken);
        if (expired.Count == Portion || released.Jobs == Portion || overdue.Count == Portion || forgotten == Portion)
        {
            return true;
        }

        await MarkAllAsync(stoppingToken);
        var next = await store.NextAsync(stoppingToken) ?? DateTimeOffset.MaxValue;
        var poll = clock.UtcNow + settings.Current.Jobs.PollInterval;
        _nextLook = next < poll ? next : poll;
        return false;
    }

    private async Task DecideAsync(IReadOnlyList<StoredJob> overdue, CancellationToken stoppingToken)
    {
        var changes = new List<StoredJob>(overdue.Count);
        foreach (var job in overdue)
        {
            var change = job switch
            {
                { State: StoredJobState.Running } => lanes.Find(job.Queue) is { } lane ? await lane.DecideOverdueAsync(job) : null,
                { State: StoredJobState.Recurring } => await recurring.TakeTurnAsync(job, stoppingToken),
                _ => null,
            };
            if (change is not null)
            {
                changes.Add(change);
            }
            else if (job.IsUntold)
            {
                await settlement.TellEndAsync(job);
            }
        }

        if (changes.Count > 0)
        {
            await settlement.SettleAsync(changes);
        }
    }

    /// <summary>Marks the queues that have jobs, which other nodes may have put there, or this one before it was started.</summary>
    private async Task MarkAllAsync(CancellationToken stoppingToken)
    {
        var now = clock.Milliseconds;
        if (_countedAt > now - _countInterval.TotalMilliseconds)
        {
            return;
        }

        _countedAt = now;
        foreach (var (queue, count) in await store.CountReadyAsync(stoppingToken))
        {
            if (lanes.Find(queue) is not null)
            {
                queues.Mark(queue);
            }
            else if (!_hasWarned)
            {
                _hasWarned = true;
                JobLog.NoCarrier(logger, count, JobLanes.CarrierOf(queue));
            }
        }
    }

    /// <summary>Gives jobs to those who have room for them. True where there may be more.</summary>
    private async Task<bool> FillAsync(CancellationToken stoppingToken)
    {
        var isMore = false;
        foreach (var queue in queues.Marked)
        {
            if (lanes.Find(queue) is not { } lane || !lane.IsServed(queue))
            {
                Forget(queue);
                continue;
            }

            if (lane.CountFree(queue) is not (> 0 and var free))
            {
                continue;
            }

            queues.Unmark(queue);
            var limit = Math.Min(free, Portion);
            var taken = await store.TakeAsync(queue, clock.UtcNow + settings.Current.Jobs.Lease, limit, stoppingToken);
            if (taken.Count > 0)
            {
                lane.Start(taken);
            }

            if (taken.Count == limit)
            {
                queues.Mark(queue);
                isMore = true;
            }
        }

        return isMore;
    }

    // Anybody may submit jobs for any method: what nobody serves is remembered by the store alone, until somebody does.
    private void Forget(string queue)
    {
        queues.Unmark(queue);
        if (lanes.Find(queue)?.IsServed(queue) == true)
        {
            queues.Mark(queue);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
