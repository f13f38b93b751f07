using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Switchboard.Hosting;

/// <summary>Degraded while events cannot be sent to a target: they wait, and clients are served.</summary>
internal sealed class EventTargetHealthCheck(EventTargetService service) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-event-targets";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] problems = [.. service.Relays.Where(static relay => relay.Problem is not null).Select(static relay => $"{relay.Name}: {relay.Problem}")];
        return Task.FromResult(problems.Length > 0 ? HealthCheckResult.Degraded($"events wait for a target: {string.Join("; ", problems)}") : HealthCheckResult.Healthy());
    }
}
