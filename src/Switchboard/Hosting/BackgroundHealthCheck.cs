using Microsoft.Extensions.Diagnostics.HealthChecks;
using Switchboard.Diagnostics;

namespace Switchboard.Hosting;

/// <summary>Degraded while background work fails: the node still serves its clients, but somebody should look at its log.</summary>
internal sealed class BackgroundHealthCheck(Supervisor supervisor) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-background";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(supervisor.Failing is { Count: > 0 } failing
            ? HealthCheckResult.Degraded($"background tasks fail: {string.Join(", ", failing)}")
            : HealthCheckResult.Healthy());
}
