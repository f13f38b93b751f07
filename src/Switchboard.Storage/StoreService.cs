using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;

namespace Switchboard.Storage;

/// <summary>Opens the store before anything else starts, has it swept, and looked through for damage. It is closed after all else has ended.</summary>
internal sealed class StoreService(DurableStore store, TimeProvider time, ILogger<DurableStore> logger) : BackgroundLoop, IHostedLifecycleService
{
    /// <inheritdoc/>
    /// <remarks>Before the first service starts: an application's own may publish as it does.</remarks>
    public Task StartingAsync(CancellationToken cancellationToken) => store.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        RepeatAsync(SweepAsync, stopping),
        Task.Run(() => RepeatAsync(store.VerifyAsync, stopping), stopping));

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(store.SweepInterval, time);
        do
        {
            await work(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        try
        {
            await store.SweepAsync(stopping);
        }
        catch (SwitchboardException)
        {
            // The database went away, which is logged, or is very busy.
            return;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            StoreLog.SweepFailed(logger, exception);
        }
    }
}
