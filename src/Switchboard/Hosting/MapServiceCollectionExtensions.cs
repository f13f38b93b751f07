using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Subscribe;
using Switchboard.Extensibility;
using Switchboard.Maps;
using Switchboard.Mutations;

namespace Switchboard.Hosting;

/// <summary>Adds what map channels, and mutable ones, need.</summary>
internal static class MapServiceCollectionExtensions
{
    /// <summary>Adds reading, changing and subscribing to map channels, what removes entries past their age, and changing publications.</summary>
    public static SwitchboardBuilder AddMaps(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(static provider => (IMapStore)provider.GetRequiredService<IStreamStore>());
        services.TryAddSingleton(static provider => (IWholeStore)provider.GetRequiredService<IStreamStore>());
        services.AddSingleton<MutationPublisher>();
        services.AddSingleton<AppendTimeouts>();
        services.AddSingleton<MapReader>();
        services.AddSingleton<MapPublisher>();
        services.AddSingleton<MapExpiry>();
        services.AddSingleton<MapStateSource>();
        services.AddSingleton<MapReadHandler>();
        services.AddSingleton<SubscribeAuthorizer>();
        services.AddSingleton<MapSubscribeHandler>();
        return builder;
    }
}
