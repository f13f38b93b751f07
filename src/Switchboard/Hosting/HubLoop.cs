using Microsoft.Extensions.Logging;
using Switchboard.Calls;
using Switchboard.Channels;
using Switchboard.Cluster;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Lifecycle;
using Switchboard.Maps;
using Switchboard.Mutations;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Hosting;

/// <summary>The hub's background work: what is due for connections, positions, expiry, and what other nodes say.</summary>
internal sealed class HubLoop(
    ConnectionSweeper sweeper, PositionChecker positions, LaggingSubscriptions lagging, SubscriptionManager subscriber, CallRouter calls, BusReceiver bus,
    MapExpiry entries, AppendTimeouts appends, MemoryMaintenance memory, Clock clock, Supervisor supervisor, ILogger<HubLoop> logger)
    : BackgroundLoop
{
    private static readonly TimeSpan _expiryPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _callPeriod = TimeSpan.FromMilliseconds(250);

    // They run from the moment the host has started, whenever the background work gets its first thread.
    private readonly PeriodicTimer _sweepTimer = clock.CreateTimer(ConnectionSweeper.Period);
    private readonly PeriodicTimer _presenceTimer = clock.CreateTimer(ConnectionSweeper.Period);
    private readonly PeriodicTimer _callTimer = clock.CreateTimer(_callPeriod);
    private readonly PeriodicTimer _positionTimer = clock.CreateTimer(TimeSpan.FromSeconds(1));
    private readonly PeriodicTimer _entryTimer = clock.CreateTimer(MapExpiry.Period);
    private readonly PeriodicTimer _appendTimer = clock.CreateTimer(AppendTimeouts.Period);
    private readonly PeriodicTimer _expiryTimer = clock.CreateTimer(_expiryPeriod);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _sweepTimer.Dispose();
        _presenceTimer.Dispose();
        _callTimer.Dispose();
        _positionTimer.Dispose();
        _entryTimer.Dispose();
        _appendTimer.Dispose();
        _expiryTimer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        supervisor.RepeatAsync("connections", _sweepTimer, SweepAsync, stopping),
        supervisor.RepeatAsync("presence", _presenceTimer, sweeper.RenewPresenceAsync, stopping),
        supervisor.RepeatAsync("calls", _callTimer, FeedCallsAsync, stopping),
        supervisor.RepeatAsync("positions", _positionTimer, positions.CheckAsync, stopping),
        supervisor.RepeatAsync("entries", _entryTimer, entries.ExpireAsync, stopping),
        supervisor.RepeatAsync("appends", _appendTimer, appends.EndAsync, stopping),
        supervisor.RepeatAsync("expiry", _expiryTimer, ExpireAsync, stopping),
        supervisor.RunAsync("lagging", EndLaggingAsync, stopping),
        supervisor.RunAsync("bus", bus.RunAsync, stopping));

    private Task SweepAsync(CancellationToken cancellationToken)
    {
        sweeper.Sweep();
        return Task.CompletedTask;
    }

    private Task ExpireAsync(CancellationToken cancellationToken)
    {
        memory.Sweep();
        return Task.CompletedTask;
    }

    private Task FeedCallsAsync(CancellationToken cancellationToken)
    {
        calls.FeedAll();
        return Task.CompletedTask;
    }

    private async Task EndLaggingAsync(CancellationToken stoppingToken)
    {
        await foreach (var subscriptions in lagging.Reader.ReadAllAsync(stoppingToken))
        {
            foreach (var subscription in subscriptions)
            {
                await EndLaggingAsync(subscription, stoppingToken);
            }
        }
    }

    // One by one: a subscription that is left as it is would receive nothing more and never learn of it.
    private async Task EndLaggingAsync(Subscription subscription, CancellationToken stoppingToken)
    {
        try
        {
            await subscriber.EndLaggingAsync([subscription], stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            HubLoopLog.EndLaggingFailed(logger, exception, subscription.Connection.Id);
        }
    }
}
