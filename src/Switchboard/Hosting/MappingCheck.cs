using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Calls;
using Switchboard.Configuration;

namespace Switchboard.Hosting;

/// <summary>Says so where nobody can reach what is there: the hub, because MapSwitchboard was forgotten, or a call, because it has no namespace.</summary>
internal sealed class MappingCheck(CallHandlers calls, SettingsHolder settings, ILogger<MappingCheck> logger) : IHostedLifecycleService
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

        foreach (var method in calls.Names.Where(name => !settings.Current.Namespaces.TryResolve(name, out _)))
        {
            HostingLog.NobodyCalls(logger, method);
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
