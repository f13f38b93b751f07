using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Hosting;

/// <summary>Reads who may do what when the hub starts, and again from time to time, and ends what grants allow no more when they end.</summary>
internal sealed class AccessLoop(
    AccessRegistry access, IRecordStore store, InstructionExecutor executor, SettingsHolder settings, Clock clock, Supervisor supervisor, ILogger<AccessLoop> logger)
    : BackgroundLoop, IHostedLifecycleService
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(500);

    private readonly PeriodicTimer _timer = clock.CreateTimer(_period);
    private long _nextLoad;
    private DateTimeOffset? _nextEnd;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is InMemoryRecordStore)
        {
            await access.LoadAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>The store is open by now, or away: the loop tries again.</remarks>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await access.LoadAsync(cancellationToken);
        }
        catch (SwitchboardException exception)
        {
            HubLoopLog.AccessNotRead(logger, exception);
        }
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => supervisor.RepeatAsync("who may do what", _timer, TurnAsync, stopping);

    private async Task TurnAsync(CancellationToken stoppingToken)
    {
        if (clock.Milliseconds >= _nextLoad)
        {
            if (await access.LoadAsync(stoppingToken) is { } added)
            {
                await EnforceAsync(added, stoppingToken);
            }

            _nextLoad = clock.Milliseconds + (long)settings.Current.Security.RefreshInterval.TotalMilliseconds;
        }

        var now = clock.UtcNow;
        if (_nextEnd <= now)
        {
            await executor.ExecuteLocallyAsync(new RecheckInstruction(new ConnectionTarget(), ""), stoppingToken);
        }

        _nextEnd = access.Current.NextEnd(now);
    }

    // What another node did, and said while nobody heard it.
    private async Task EnforceAsync(IReadOnlyList<StoredRecord> added, CancellationToken stoppingToken)
    {
        await executor.ExecuteLocallyAsync(new RecheckInstruction(new ConnectionTarget(), ""), stoppingToken);
        foreach (var user in access.OfKind(AccessKinds.Block).Select(static record => record.Id))
        {
            await executor.ExecuteLocallyAsync(new DisconnectInstruction(ConnectionTarget.OfUser(user), CloseCodes.PermissionDenied), stoppingToken);
        }

        foreach (var revocation in added.Where(static record => record.Kind == AccessKinds.Revocation).Select(AccessJson.ReadRevocation))
        {
            var target = revocation.User is { } user ? ConnectionTarget.OfUser(user) : new ConnectionTarget();
            await executor.ExecuteLocallyAsync(new RevokeInstruction(target, revocation.TokenId ?? ""), stoppingToken);
        }
    }
}
