using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Switchboard.EventSources;

namespace Switchboard.Hosting;

/// <summary>Runs the event sources once everything else has started, stores included, until the host stops.</summary>
internal sealed class EventSourceService(EventSourceHost sources) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        sources.Prepare();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => sources.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        // A host that is disposed of without being stopped.
        _stopping.Cancel();
        _stopping.Dispose();
    }
}

/// <summary>Degraded while a source is not consumed: connections are served, and events wait at their broker.</summary>
internal sealed class EventSourceHealthCheck(EventSourceMetrics sources) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-event-sources";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Why is in the log: anybody may ask for the health.
        var names = sources.States.Where(static state => state.Problem is not null).Select(static state => state.Name).ToList();
        return Task.FromResult(names.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"event sources that are not consumed: {string.Join(", ", names)}"));
    }
}
