using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Transports.Sockets;

namespace Switchboard.Hosting;

/// <summary>Lets plain upgrades to WebSocket pass the web server by. For the stand-alone server: no middleware sees them.</summary>
internal static class DirectListenerExtensions
{
    /// <summary>Replaces the web server's listener.</summary>
    /// <param name="services">The application's services, with the hub's and the web server's.</param>
    /// <param name="threads">How many event loops read the connections.</param>
    public static void AddDirectListener(this IServiceCollection services, int threads)
    {
        services.AddSingleton(provider => new EventLoops(
            threads, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EventLoops>>()));
        services.AddSingleton(provider => new UpgradePaths(new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            [SwitchboardEndpointRouteBuilderExtensions.WebSocketPath] = provider.GetRequiredService<WebSocketEndpoint>().HandleAsync,
        }));
        services.AddSingleton<IConnectionListenerFactory, DirectListenerFactory>();
    }
}
