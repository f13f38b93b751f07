using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary>Whether the hub takes connections: not before it has started, and not any more once it lets them go.</summary>
internal sealed class HubHealthCheck(IHostApplicationLifetime lifetime, ConnectionLimiter limiter) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (limiter.IsDraining || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("draining");
        }

        return lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy("ready") : HealthCheckResult.Unhealthy("starting");
    }
}
