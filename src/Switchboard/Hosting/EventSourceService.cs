using Microsoft.Extensions.Diagnostics.HealthChecks;
using Switchboard.EventSources;

namespace Switchboard.Hosting;

/// <summary>Runs the event sources.</summary>
internal sealed class EventSourceService(EventSourceHost sources) : LateService
{
    /// <inheritdoc/>
    public override Task StartingAsync(CancellationToken cancellationToken)
    {
        sources.Prepare();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => sources.RunAsync(stopping);
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
        var names = sources.States.Where(static state => state.Problem is not null).Select(static state => state.IsStarting ? $"{state.Name} (starting)" : state.Name).ToList();
        return Task.FromResult(names.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"event sources or outboxes that are not consumed: {string.Join(", ", names)}"));
    }
}
