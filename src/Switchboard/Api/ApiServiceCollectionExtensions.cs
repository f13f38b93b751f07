using Microsoft.Extensions.DependencyInjection;
using Switchboard.Api.Methods;

namespace Switchboard.Api;

/// <summary>Adds the HTTP API to the hub.</summary>
internal static class ApiServiceCollectionExtensions
{
    public static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<IApiMethod, PublishMethod>();
        services.AddSingleton<IApiMethod, BroadcastMethod>();
        services.AddSingleton<IApiMethod, SubscribeMethod>();
        services.AddSingleton<IApiMethod, UnsubscribeMethod>();
        services.AddSingleton<IApiMethod, DisconnectMethod>();
        services.AddSingleton<IApiMethod, RefreshMethod>();
        services.AddSingleton<IApiMethod, PresenceMethod>();
        services.AddSingleton<IApiMethod, PresenceStatsMethod>();
        services.AddSingleton<IApiMethod, HistoryMethod>();
        services.AddSingleton<IApiMethod, HistoryRemoveMethod>();
        services.AddSingleton<IApiMethod, ChannelsMethod>();
        services.AddSingleton<IApiMethod, InfoMethod>();
        services.AddSingleton<IApiMethod, ConnectionsMethod>();
        services.AddSingleton<IApiMethod, RpcMethod>();
        services.AddSingleton<IApiMethod, CallMethod>();
        services.AddSingleton<IApiMethod, SendMethod>();
        services.AddSingleton<IApiMethod, InboxMethod>();
        services.AddSingleton<IApiMethod, MarkMethod>();
        services.AddSingleton<IApiMethod, StateMethod>();
        services.AddSingleton<IApiMethod, ScheduleMethod>();
        services.AddSingleton<IApiMethod, ScheduledMethod>();
        services.AddSingleton<IApiMethod, UnscheduleMethod>();
        services.AddSingleton<ApiDispatcher>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ApiEndpoint>();
    }
}
