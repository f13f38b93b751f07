using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Cluster;
using Switchboard.Connections;
using Switchboard.InMemory;

namespace Switchboard.Hosting;

/// <summary>The hub's background work: what is due for connections, positions, expiry, and what other nodes say.</summary>
internal sealed class HubLoop(
    ConnectionSweeper sweeper, PositionChecker positions, BehindQueue behind, Subscriber subscriber, BusReceiver bus, RecentPublishes recent,
    IStreamStore streams, Clock clock, ILogger<HubLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan _expiryPeriod = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(ConnectionSweeper.Period, sweeper.SweepAsync, stoppingToken),
        RepeatAsync(TimeSpan.FromSeconds(1), positions.CheckAsync, stoppingToken),
        RepeatAsync(_expiryPeriod, ExpireAsync, stoppingToken),
        EndBehindAsync(stoppingToken),
        bus.RunAsync(stoppingToken));

    private async Task RepeatAsync(TimeSpan period, Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        using var timer = clock.CreateTimer(period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await work(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                ConnectionLog.SweepFailed(logger, exception);
            }
        }
    }

    private Task ExpireAsync(CancellationToken cancellationToken)
    {
        recent.Expire();
        (streams as InMemoryStreamStore)?.Expire();
        return Task.CompletedTask;
    }

    private async Task EndBehindAsync(CancellationToken stoppingToken)
    {
        await foreach (var subscriptions in behind.Reader.ReadAllAsync(stoppingToken))
        {
            await subscriber.EndBehindAsync(subscriptions, stoppingToken);
        }
    }
}
