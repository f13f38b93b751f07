using Microsoft.Extensions.DependencyInjection;
using Switchboard.Commands;
using Switchboard.Configuration;

namespace Switchboard.Api;

/// <summary>Adds the HTTP API to the hub.</summary>
internal static class ApiServiceCollectionExtensions
{
    public static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<IOperation>(static provider => new BatchOperation(
            new Lazy<ApiDispatcher>(provider.GetRequiredService<ApiDispatcher>), provider.GetRequiredService<SettingsHolder>()));
        services.AddSingleton<ApiDispatcher>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ApiRates>();
        services.AddSingleton<ApiRefusals>();
        services.AddSingleton<ApiEndpoint>();
        services.AddSingleton<AppendStreamEndpoint>();
    }
}
