using Microsoft.Extensions.DependencyInjection;
using Switchboard.Commands;
using Switchboard.Commands.Connect;
using Switchboard.Hosting;

namespace Switchboard.Identity.Devices;

/// <summary>Adds devices to a hub.</summary>
internal static class DeviceBuilderExtensions
{
    public static void AddDevices(this ISwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<DeviceStore>();
        services.AddSingleton<DeviceSecret>();
        services.AddSingleton<DeviceLogins>();
        services.AddSingleton<KnownUsers>();
        services.AddSingleton<DeviceRegistry>();
        services.AddSingleton<IConnectVerifier, DeviceVerifier>();
        services.AddSingleton<IHubEndpoints, DeviceEndpoints>();
        services.AddSingleton<DeviceWatch>();
        services.AddHostedService(static provider => provider.GetRequiredService<DeviceWatch>());
        services.AddSingleton<IOperation, DeviceCreateOperation>();
        services.AddSingleton<IOperation, DeviceCodeOperation>();
        services.AddSingleton<IOperation, DeviceListOperation>();
        services.AddSingleton<IOperation, DeviceGetOperation>();
        services.AddSingleton<IOperation, DeviceDisableOperation>();
        services.AddSingleton<IOperation, DeviceDeleteOperation>();
    }
}
