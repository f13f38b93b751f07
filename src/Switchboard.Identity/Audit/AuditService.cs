using System.Globalization;
using Microsoft.Extensions.Hosting;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Runs the audit while the host does, and a little longer: what others write while they stop is kept, too.</summary>
/// <param name="keeper">Does the work; null where the audit is off.</param>
/// <param name="metrics">Are there in either case.</param>
internal sealed class AuditService(AuditKeeper? keeper, AuditMetrics metrics) : IHostedLifecycleService, IDisposable
{
    /// <summary>The metrics.</summary>
    public AuditMetrics Metrics => metrics;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        keeper?.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => keeper?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => keeper?.Dispose();
}

/// <summary>The background work of the audit: appending, heads, retention.</summary>
internal sealed class AuditKeeper(
    AuditWriter writer, AuditHeads heads, IAuditStore store, AuditSealer sealer, SettingsHolder settings, Supervisor supervisor, TimeProvider time) : IDisposable
{
    private const int TrimmedAtOnce = 1000;
    private const string Server = "server";

    private static readonly TimeSpan _trimInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan _repeatInterval = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly PeriodicTimer _headTimer = new(TimeSpan.FromSeconds(settings.Current.Audit.HeadIntervalSeconds), time);
    private readonly PeriodicTimer _trimTimer = new(_trimInterval, time);
    private readonly PeriodicTimer _repeatTimer = new(_repeatInterval, time);
    private Task _writing = Task.CompletedTask;
    private Task _periodic = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start()
    {
        writer.Write(new AuditEvent("server.started") { Actor = Server });
        _writing = Task.Run(() => supervisor.RunAsync("audit", writer.RunAsync, _ending.Token), CancellationToken.None);
        _periodic = Task.WhenAll(
            supervisor.RepeatAsync("repeats in the audit", _repeatTimer, WriteRepeatsAsync, _stopping.Token),
            supervisor.RepeatAsync("heads of the audit", _headTimer, heads.ExportAsync, _stopping.Token),
            supervisor.RepeatAsync("retention of the audit", _trimTimer, TrimAsync, _stopping.Token));
    }

    /// <summary>Keeps what is left, and signs the end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _periodic;
        writer.WriteRepeats(all: true);
        writer.Write(new AuditEvent("server.stopped") { Actor = Server });
        writer.Complete();
        try
        {
            await _writing.WaitAsync(cancellationToken);
            await heads.ExportAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SwitchboardException)
        {
            // The store is away.
            await _ending.CancelAsync();
            writer.Abandon();
        }
    }

    /// <summary>Removes what is older than it has to be, and says so in the audit.</summary>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        var days = settings.Current.Audit.RetentionDays;
        if (days == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var removed = 0L;
        while (await store.TrimAsync(now.AddDays(-days), TrimmedAtOnce, anchor => sealer.Sign(anchor, now), cancellationToken) is > 0 and var batch)
        {
            removed += batch;
        }

        if (removed > 0)
        {
            writer.Write(new AuditEvent("audit.trimmed")
            {
                Actor = Server,
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["count"] = removed.ToString(CultureInfo.InvariantCulture) },
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A host that is disposed of without being stopped.
        _stopping.Cancel();
        _ending.Cancel();
        _headTimer.Dispose();
        _trimTimer.Dispose();
        _repeatTimer.Dispose();
        _stopping.Dispose();
        _ending.Dispose();
    }

    private Task WriteRepeatsAsync(CancellationToken cancellationToken)
    {
        writer.WriteRepeats(all: false);
        return Task.CompletedTask;
    }
}
