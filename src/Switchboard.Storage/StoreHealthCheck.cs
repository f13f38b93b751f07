using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Switchboard.Storage;

/// <summary>Degraded, not unhealthy, while the store cannot be written to: connections and memory channels go on, and another node would not fare better.</summary>
internal sealed class StoreHealthCheck(DurableStore store) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-store";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(store.Health.IsAvailable ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("the durable store cannot be written to"));
}
