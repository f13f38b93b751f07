using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Outbox;
using Switchboard.Webhooks;

namespace Switchboard.Hosting;

/// <summary>Adds what sends events to targets.</summary>
internal static class OutboxServiceCollectionExtensions
{
    /// <summary>Adds it.</summary>
    public static void AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<InMemoryOutboxStore>();
        services.TryAddSingleton<IOutboxStore>(static provider =>
            provider.GetRequiredService<SettingsHolder>().Current.EventTargets is { All.IsEmpty: false, Outbox.Storage: StorageKind.Durable }
                ? provider.GetRequiredService<IDurableOutboxStore>()
                : provider.GetRequiredService<InMemoryOutboxStore>());
        services.AddSingleton<OutboxTargets>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<OutboxLosses>();
        services.AddSingleton<OutboxWriter>();
        services.AddSingleton<ISwitchboardHooks, EventTargetHooks>();
        services.AddSingleton<EventTargetService>();

        // In front of the hooks: what was registered earlier stops later, and they tell of the last connections then.
        services.AddHostedService(static provider => provider.GetRequiredService<EventTargetService>());
    }
}
