using Microsoft.Extensions.Logging;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client.Concurrency;

/// <summary>Tasks that run in the background, and that their owner waits for in the end.</summary>
internal sealed class BackgroundTasks(ReentrancyGuard reentrancy, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts a task. Its exceptions are logged, except for cancellation.</summary>
    public void Run(Func<Task> work)
    {
        var task = RunLoggedAsync(work);
        lock (_gate)
        {
            if (task.IsCompleted)
            {
                return;
            }

            _running.Add(task);
        }

        _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Completes when all tasks have, also those that are started meanwhile.</summary>
    public async Task WhenAllAsync()
    {
        while (Running() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task RunLoggedAsync(Func<Task> work)
    {
        // Off the caller's stack and out of its locks.
        await Task.Yield();
        reentrancy.Enter();
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever cancelled it knows.
        }
        catch (Exception exception)
        {
            ClientLog.BackgroundFailed(logger, exception);
        }
    }

    private void Remove(Task task)
    {
        lock (_gate)
        {
            _running.Remove(task);
        }
    }

    private Task[] Running()
    {
        lock (_gate)
        {
            return [.. _running];
        }
    }
}
