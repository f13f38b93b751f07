using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.Schedules;

/// <summary>Takes what is due out of the store and has it carried out. Sleeps until the next time at which something is due.</summary>
internal sealed class ScheduleLoop(
    IScheduleStore store, IScheduleRunner runner, WakeSignal alarm, SettingsHolder settings, Clock clock, ILogger<ScheduleLoop> logger)
{
    private const int AtOnce = 64;

    // After a failure, and where another node was quicker.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    // Until what could not happen is tried again.
    private static readonly TimeSpan _putOff = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is cancelled; what is being carried out is finished first.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await TurnAsync() is var sleep && sleep > TimeSpan.Zero)
                {
                    await alarm.SleepAsync(sleep, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Carries out what is due, up to a portion.</summary>
    /// <returns>How long there is nothing to do; zero where there may be more. Does not throw.</returns>
    public async Task<TimeSpan> TurnAsync()
    {
        try
        {
            return await TakeAsync();
        }
        catch (SwitchboardException)
        {
            // The store is away, which it logs, or very busy.
            return _pause;
        }
        catch (Exception exception)
        {
            ScheduleLog.LookFailed(logger, exception, _pause.TotalSeconds);
            return _pause;
        }
    }

    private async Task<TimeSpan> TakeAsync()
    {
        var rules = settings.Current.Schedules;
        var lease = new ScheduleLease(clock.UtcNow, rules.Lease);
        if (await store.NextAsync(lease, CancellationToken.None) is not { } next)
        {
            return rules.PollInterval;
        }

        if (next > lease.Now)
        {
            return next - lease.Now < rules.PollInterval ? next - lease.Now : rules.PollInterval;
        }

        var taken = await store.LeaseDueAsync(lease, AtOnce, CancellationToken.None);
        if (taken.Count == 0)
        {
            return _pause;
        }

        await CarryOutAsync(taken);
        return TimeSpan.Zero;
    }

    private async Task CarryOutAsync(IReadOnlyList<LeasedSchedule> taken)
    {
        // All begin in the order of their times, and share commits.
        var ends = await Task.WhenAll(taken.Select(one => runner.RunAsync(one.Schedule)));
        var done = new List<LeasedSchedule>(taken.Count);
        for (var i = 0; i < taken.Count; i++)
        {
            if (ends[i] == ScheduleAttempt.Deferred)
            {
                await store.DeferAsync(taken[i], clock.UtcNow + _putOff, CancellationToken.None);
            }
            else
            {
                done.Add(taken[i]);
            }
        }

        if (done.Count > 0)
        {
            await store.FinishAsync(done, CancellationToken.None);
        }
    }
}

/// <summary>Carries out what is due.</summary>
internal interface IScheduleRunner
{
    /// <summary>Carries out. Does not throw.</summary>
    Task<ScheduleAttempt> RunAsync(StoredSchedule schedule);
}

/// <summary>How an attempt to carry something out ended.</summary>
internal enum ScheduleAttempt
{
    /// <summary>It has happened.</summary>
    Done,

    /// <summary>Its message had expired.</summary>
    Expired,

    /// <summary>It can never happen: its channel is gone, or its payload is no longer acceptable there.</summary>
    Refused,

    /// <summary>It cannot happen at present, and is tried again.</summary>
    Deferred,
}
