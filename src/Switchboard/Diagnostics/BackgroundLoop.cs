using Microsoft.Extensions.Hosting;

namespace Switchboard.Diagnostics;

/// <summary>Work that goes on from the start of the host until it is told to stop, which is no failure.</summary>
/// <remarks>
/// A host that is disposed of without having been stopped, as after another service has failed to start, cancels the work of background
/// services; it takes that for a failure of theirs, and logs an error. That work has not begun yet is no exception, since the framework
/// queues it: here it has begun when the start completes.
/// </remarks>
internal abstract class BackgroundLoop : BackgroundService
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_begun.Task, ExecuteTask!);
    }

    /// <summary>Does the work.</summary>
    /// <param name="stopping">Tells it to stop: it may end by this cancellation.</param>
    protected abstract Task RunAsync(CancellationToken stopping);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _begun.SetResult();
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }
}
