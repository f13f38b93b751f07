using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchboard.Hosting;

/// <summary>Says so where the hub runs and nobody can reach it, because MapSwitchboard was forgotten.</summary>
internal sealed class MappingCheck(ILogger<MappingCheck> logger) : IHostedLifecycleService
{
    /// <summary>Whether MapSwitchboard has been called.</summary>
    public bool IsMapped { get; set; }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!IsMapped)
        {
            HostingLog.NotMapped(logger);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
