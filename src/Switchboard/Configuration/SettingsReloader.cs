using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Switchboard.Configuration.Reading;
using Switchboard.Extensibility;

namespace Switchboard.Configuration;

/// <summary>Puts a changed configuration in force if it is valid; else logs what is wrong and leaves the settings as they are.</summary>
internal sealed class SettingsReloader(ConfigurationLoader loader, SettingsHolder holder, IAuditLog audit, ILogger<SettingsReloader> logger)
    : IHostedService, IDisposable
{
    private const string Changed = "configuration.changed";
    private const string Server = "server";

    private readonly Lock _reloading = new();
    private SwitchboardOptions _started = new();
    private IDisposable? _registration;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _started = loader.Load().Options;
        _registration = ChangeToken.OnChange(loader.Configuration.GetReloadToken, Reload);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _registration?.Dispose();

    private void Reload()
    {
        // Two sources may change at once: the later reading must be the one that stays.
        lock (_reloading)
        {
            try
            {
                Apply(loader.Load());
            }
            catch (Exception exception)
            {
                ConfigurationLog.ReloadFailed(logger, exception);
            }
        }
    }

    private void Apply(ConfigurationReading reading)
    {
        if (reading.Problems.Count > 0)
        {
            foreach (var problem in reading.Problems)
            {
                ConfigurationLog.Problem(logger, problem.Path, problem.Problem, problem.Remedy);
            }

            audit.Write(new AuditEvent(Changed) { Actor = Server, Result = "invalid" });
            ConfigurationLog.Refused(logger, reading.Problems.Count == 1 ? "a problem" : $"{reading.Problems.Count} problems");
            return;
        }

        var settings = SwitchboardSettings.From(reading.Options);
        holder.Change(settings);
        audit.Write(new AuditEvent(Changed) { Actor = Server });
        ConfigurationLog.Reloaded(logger, settings.Namespaces.All.Count, settings.Api.Keys.Length);
        if (RestartOptions.Changed(_started, reading.Options) is { Count: > 0 } waiting)
        {
            ConfigurationLog.WaitForRestart(logger, string.Join(", ", waiting));
        }
    }
}
