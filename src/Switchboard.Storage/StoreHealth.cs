using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Switchboard.Storage;

/// <summary>Whether the store can be written to at present. Thread-safe.</summary>
internal sealed class StoreHealth
{
    private volatile string? _reason = "not opened yet";

    /// <summary>Whether it can.</summary>
    public bool IsAvailable => _reason is null;

    /// <summary>Why it cannot; null where it can.</summary>
    public string? Reason => _reason;

    /// <summary>It can.</summary>
    public void MarkAvailable() => _reason = null;

    /// <summary>It cannot.</summary>
    public void MarkUnavailable(string reason) => _reason = reason;
}

/// <summary>Degraded, not unhealthy, while the store cannot be written to: connections and memory channels go on, and another node would not fare better.</summary>
internal sealed class StoreHealthCheck(DurableStore store) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-store";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(store.Health.IsAvailable ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("the durable store cannot be written to"));
}
