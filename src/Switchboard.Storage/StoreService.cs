using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchboard.Storage;

/// <summary>Opens the store with the host, and has it swept. It is closed after all else has ended.</summary>
internal sealed class StoreService(DurableStore store, TimeProvider time, ILogger<DurableStore> logger) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(store.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await SweepAsync(stoppingToken);
        }
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
