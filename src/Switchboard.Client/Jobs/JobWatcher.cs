using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Jobs;

/// <summary>Waits for the ends of jobs: asks, and asks again when told of the end, behind a lost connection, and now and then.</summary>
internal sealed class JobWatcher(ClientContext context, JobRequests requests, JobWaiters waiters)
{
    // The end is told; this is for when it is not, as where users have no inboxes.
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(15);

    /// <summary>Waits for a job to end.</summary>
    /// <returns>The job: done, failed or cancelled.</returns>
    public async Task<Job> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var signal = waiters.Enter(id);
        var hasEnded = false;
        try
        {
            var job = await WaitAsync(id, signal, cancellationToken).ConfigureAwait(false);
            hasEnded = true;
            return job;
        }
        finally
        {
            waiters.Leave(id, hasEnded);
        }
    }

    private async Task<Job> WaitAsync(string id, AsyncSignal signal, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            var told = signal.Next;
            var job = await TryFindAsync(id, cancellationToken).ConfigureAwait(false);
            if (job is { State: JobState.Done or JobState.Failed or JobState.Cancelled })
            {
                return job;
            }

            failures = job is null ? failures + 1 : 0;
            var pause = job is null ? context.Settings.Backoff.GetDelay(failures) : _interval;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(told, Task.Delay(pause, context.Settings.Time, stop.Token)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks for a job; null where that is to be tried again.</summary>
    private async Task<Job?> TryFindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await requests.FindAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (SwitchboardException exception) when (exception.Error.Temporary || exception.Error.Code == ErrorCodes.NotAvailable.Code)
        {
            return null;
        }
        catch (TimeoutException)
        {
            // The connection was away for that long.
            return null;
        }
    }
}
