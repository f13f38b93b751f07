using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Protocols.EngineIo;
using Switchboard.Transports;
using Switchboard.Transports.Sockets;

namespace Switchboard.Hosting;

/// <summary>Lets plain upgrades to WebSocket pass the web server by. For the stand-alone server: no middleware sees them.</summary>
internal static class DirectListenerExtensions
{
    /// <summary>Replaces the web server's listener.</summary>
    /// <param name="services">The application's services, with the hub's and the web server's.</param>
    /// <param name="options">How it reads.</param>
    public static void AddDirectListener(this IServiceCollection services, ListenerOptions options)
    {
        var threads = options.EventLoops > 0 ? options.EventLoops : Math.Max(1, Environment.ProcessorCount / 2);
        services.AddSingleton(provider => new EventLoops(
            threads, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Supervisor>(), provider.GetRequiredService<ILogger<EventLoops>>()));
        services.AddSingleton(static provider => PathsOf(provider, provider.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits));
        services.AddSingleton<IConnectionListenerFactory, DirectListenerFactory>();
    }

    // What is over any limit of the web server's is left to it.
    private static UpgradePaths PathsOf(IServiceProvider provider, KestrelServerLimits limits) => new(EndpointsOf(provider))
    {
        MaxHeadBytes = Math.Min(limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize),
        MaxHeaders = limits.MaxRequestHeaderCount,
    };

    // Asked for when the server starts: everything is mapped by then.
    private static Dictionary<string, RequestDelegate> EndpointsOf(IServiceProvider provider)
    {
        var endpoints = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            [SwitchboardEndpointRouteBuilderExtensions.WebSocketPath] = provider.GetRequiredService<WebSocketEndpoint>().HandleAsync,
        };
        foreach (var (path, server) in provider.GetRequiredService<EngineIoSweeper>().Servers)
        {
            endpoints[path] = server.HandleAsync;
            endpoints[path + "/"] = server.HandleAsync;
        }

        var (forwarded, hosts) = (provider.GetRequiredService<ForwardedHeaders>(), provider.GetRequiredService<OwnHosts>());
        return endpoints.ToDictionary(static entry => entry.Key, entry => Behind(forwarded, hosts, entry.Value), StringComparer.Ordinal);
    }

    private static RequestDelegate Behind(ForwardedHeaders forwarded, OwnHosts hosts, RequestDelegate endpoint) => context =>
    {
        forwarded.Apply(context);
        return hosts.TryPass(context) ? endpoint(context) : Task.CompletedTask;
    };
}
