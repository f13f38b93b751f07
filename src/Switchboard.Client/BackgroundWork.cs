using Microsoft.Extensions.Logging;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client;

/// <summary>Work that nobody awaits at once; its owner awaits all of it in the end.</summary>
internal sealed class BackgroundWork(OwnWork ownWork, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts work. Its exceptions are logged, but for those of cancellation.</summary>
    public void Run(Func<Task> work)
    {
        var task = GuardAsync(work);
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

    /// <summary>Ends when all work has, also such as begins meanwhile.</summary>
    public async Task WhenDoneAsync()
    {
        while (Running() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        // Off the caller's stack and out of its locks.
        await Task.Yield();
        ownWork.Enter();
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Who cancelled it knows.
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
