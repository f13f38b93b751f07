using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchboard.Storage;

/// <summary>Opens the store before anything else starts, has it swept, and looked through for damage. It is closed after all else has ended.</summary>
internal sealed class StoreService(DurableStore store, TimeProvider time, ILogger<DurableStore> logger) : BackgroundService, IHostedLifecycleService
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
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(SweepAsync, stoppingToken),
        Task.Run(() => RepeatAsync(store.VerifyAsync, stoppingToken), stoppingToken));

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(store.SweepInterval, time);
        do
        {
            await work(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.SweepAsync(stoppingToken);
        }
        catch (SwitchboardException)
        {
            // The database went away, which is logged, or is very busy.
            return;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            StoreLog.SweepFailed(logger, exception);
        }
    }
}
