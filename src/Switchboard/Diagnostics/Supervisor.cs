using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Switchboard.Diagnostics;

/// <summary>Watches over background work. What fails there ends neither the process nor, silently, itself: it is logged, counted and seen in the node's health, and goes on.</summary>
internal sealed class Supervisor
{
    // A thread that fails so often in a row does not recover by itself.
    private const int MaxFailuresInARow = 10;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _threadPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _recently = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _failedAt = new(StringComparer.Ordinal);
    private readonly Counter<long> _failures;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public Supervisor(HubMetrics metrics, TimeProvider time, ILogger<Supervisor> logger)
    {
        (_time, _logger) = (time, logger);
        _failures = metrics.Meter.CreateCounter<long>("switchboard.background.failures", "{failure}", "Failures of background work, by task.");
    }

    /// <summary>Stops the host in good order.</summary>
    public Action StopHost { get; init; } = static () => { };

    /// <summary>The tasks that failed within the last minute.</summary>
    public IReadOnlyList<string> Failing => [.. _failedAt.Where(entry => IsRecent(entry.Value)).Select(static entry => entry.Key)];

    /// <summary>Runs work until it ends by itself or is told to stop. When it fails, it begins again after a second.</summary>
    public async Task RunAsync(string task, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!await TryAsync(task, work, stopping))
        {
            await Task.Delay(_pause, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Does something at each tick of a timer until it is told to stop. When a turn fails, the next one comes as usual.</summary>
    public async Task RepeatAsync(string task, PeriodicTimer timer, Func<CancellationToken, Task> turn, CancellationToken stopping)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await TryAsync(task, turn, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    /// <summary>Keeps the calling thread at its turns until one returns false. A thread that only fails stops the host: what it serves would hang.</summary>
    public void RunThread(string task, Func<bool> turn)
    {
        for (var failures = 0; failures < MaxFailuresInARow;)
        {
            try
            {
                if (!turn())
                {
                    return;
                }

                failures = 0;
            }
            catch (Exception exception)
            {
                failures++;
                Report(task, exception);
                Thread.Sleep(_threadPause * failures);
            }
        }

        SupervisorLog.GivenUp(_logger, task);
        StopHost();
    }

    /// <summary>Calls something where nobody is to catch what it throws: in a timer's callback, or a work item of the thread pool.</summary>
    public void Run<T>(string task, T state, Action<T> work)
    {
        try
        {
            work(state);
        }
        catch (Exception exception)
        {
            Report(task, exception);
        }
    }

    /// <summary>Lets a task go on that nobody waits for.</summary>
    public void Detach(string task, Task work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            _ = ObserveAsync(task, work);
        }
    }

    /// <summary>Notes a failure. Never throws. What fails again within a minute is counted, and logged for debugging alone.</summary>
    public void Report(string task, Exception exception)
    {
        try
        {
            var isNew = !_failedAt.TryGetValue(task, out var last) || !IsRecent(last);
            _failedAt[task] = _time.GetTimestamp();
            _failures.Add(1, new KeyValuePair<string, object?>("task", task));
            if (isNew)
            {
                SupervisorLog.Failed(_logger, exception, task);
            }
            else
            {
                SupervisorLog.FailedAgain(_logger, exception, task);
            }
        }
        catch (Exception)
        {
            // The log or a listener to metrics fails: nothing is left to say it with, and the work must go on.
        }
    }

    /// <summary>False where it failed; one that is told to stop has not.</summary>
    private async Task<bool> TryAsync(string task, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await work(stopping);
            return true;
        }
        catch (Exception exception)
        {
            // A store that gives up waiting cancels, too, and is no reason to end.
            if (exception is OperationCanceledException && stopping.IsCancellationRequested)
            {
                return true;
            }

            Report(task, exception);
            return stopping.IsCancellationRequested;
        }
    }

    private async Task ObserveAsync(string task, Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            Report(task, exception);
        }
    }

    private bool IsRecent(long time) => _time.GetElapsedTime(time) < _recently;
}
