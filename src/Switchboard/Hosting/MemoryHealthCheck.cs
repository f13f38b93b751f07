using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Switchboard.Hosting;

/// <summary>Degraded, not unhealthy, while publications are refused for want of memory: connections and what is kept go on.</summary>
internal sealed class MemoryHealthCheck(MemoryMaintenance memory) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-memory";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(memory.IsFull ? HealthCheckResult.Degraded("publications are refused: the memory for them is full") : HealthCheckResult.Healthy());
}
