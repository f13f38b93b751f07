using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;

namespace Switchboard.Identity.Devices;

/// <summary>Writes down now and then which devices are connected, so that it can be told when each was last seen.</summary>
internal sealed class DeviceWatch(ConnectionRegistry connections, DeviceLogins logins, SettingsHolder settings, Supervisor supervisor, TimeProvider time) : BackgroundLoop
{
    /// <summary>Writes it down, once.</summary>
    public async Task NoteAsync(CancellationToken cancellationToken)
    {
        var devices = connections.All
            .Where(static connection => connection is { IsOpen: true, IsAuthenticated: true, Principal.Kind: PrincipalKind.Device })
            .Select(static connection => connection.Principal.UserId)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        foreach (var device in devices)
        {
            await logins.SeenAsync(device, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stopping) => supervisor.RunAsync("devices", RepeatAsync, stopping);

    private async Task RepeatAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(settings.Current.Devices.SeenIntervalSeconds), time, stopping);
            await NoteAsync(stopping);
        }
    }
}
