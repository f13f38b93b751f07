using Microsoft.Extensions.Diagnostics.HealthChecks;
using Switchboard.Calls;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Jobs;
using Switchboard.Timing;

namespace Switchboard.Hosting;

/// <summary>Runs the loop of jobs, and what carries them over brokers.</summary>
internal sealed class JobService(
    JobLoop loop, JobQueues queues, JobLanes lanes, LocalJobs local, CallRouter router, IJobReportSink reports, SettingsHolder settings, Clock clock, Supervisor supervisor)
    : LateService
{
    // A lease is renewed some times before it ends.
    private const int RenewalsInALease = 3;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Nothing makes one of the carriers that the options name.</exception>
    public override Task StartingAsync(CancellationToken cancellationToken)
    {
        var known = lanes.Carried.Select(static lane => lane.Carrier.Name).ToHashSet(StringComparer.Ordinal);
        return settings.Current.Jobs.Carriers.FirstOrDefault(name => !known.Contains(name)) is { } missing
            ? throw new InvalidOperationException(
                $"jobs.carriers names \"{missing}\", and nothing carries its jobs: add AddRabbitMqJobCarrier() or AddCeleryJobCarrier() of Switchboard.RabbitMq behind AddSwitchboard(), with that name.")
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        router.OnServed = queues.Mark;
        return base.StartedAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // First what is under way is put back, so that it begins elsewhere, or again, at once.
        await local.StopAsync(cancellationToken);
        await base.StoppingAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => Task.WhenAll(
    [
        Task.Run(() => supervisor.RunAsync("jobs", loop.RunAsync, stopping), CancellationToken.None),
        RenewAsync(stopping),
        .. lanes.Carried.Select(lane => Task.Run(() => supervisor.RunAsync("job carriers", token => lane.Carrier.RunAsync(reports, token), stopping), CancellationToken.None)),
    ]);

    private async Task RenewAsync(CancellationToken stopping)
    {
        using var timer = clock.CreateTimer(settings.Current.Jobs.Lease / RenewalsInALease);
        await supervisor.RepeatAsync("jobs", timer, loop.RenewAsync, stopping);
    }
}

/// <summary>Degraded while jobs cannot be handed to a broker: they wait, and clients are served.</summary>
internal sealed class JobCarrierHealthCheck(JobLanes lanes) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "switchboard-job-carriers";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] problems = [.. lanes.Carried.Where(static lane => lane.Carrier.Problem is not null).Select(static lane => $"{lane.Carrier.Name}: {lane.Carrier.Problem}")];
        return Task.FromResult(problems.Length > 0 ? HealthCheckResult.Degraded($"jobs wait for a carrier: {string.Join("; ", problems)}") : HealthCheckResult.Healthy());
    }
}
