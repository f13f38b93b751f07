using Microsoft.Extensions.Hosting;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Hooks;

namespace Switchboard.Hosting;

/// <summary>What is looked at before the hub starts: that it does so once, and that its hooks can be made, which is said here, not to the first client; and that an audit that is asked for is kept.</summary>
internal sealed class StartupCheck(HookSet hooks, SettingsHolder settings, IAuditLog audit) : IHostedLifecycleService
{
    private bool _hasStarted;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _hasStarted, true))
        {
            throw new InvalidOperationException("The hub has been started already, and starts once: build another host.");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        hooks.Find();
        if (settings.Current.Audit.Enabled && !audit.IsEnabled)
        {
            throw new InvalidOperationException("audit.enabled is true, but nothing keeps the audit: add AddIdentity() of Switchboard.Identity behind AddSwitchboard() and its store.");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
