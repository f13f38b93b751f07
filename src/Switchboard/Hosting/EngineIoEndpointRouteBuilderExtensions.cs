using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Protocols.EngineIo;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary>Puts Engine.IO, the transport below Socket.IO, at an address.</summary>
public static class EngineIoEndpointRouteBuilderExtensions
{
    /// <summary>Maps an endpoint that hands clients' messages to a handler as they are.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="path">The path, such as <c>/engine.io/</c>; with and without the slash at its end.</param>
    /// <param name="handler">What is done with the clients.</param>
    /// <param name="options">How they are served; null for the defaults.</param>
    /// <returns>The endpoint, for conventions such as host filters.</returns>
    /// <exception cref="ArgumentException">A time or a limit of the options is not positive.</exception>
    /// <exception cref="InvalidOperationException">Neither <c>AddSwitchboard</c> nor <c>AddSocketIo</c> has been called.</exception>
    public static IEndpointConventionBuilder MapEngineIo(
        this IEndpointRouteBuilder endpoints, string path, IEngineIoHandler handler, EngineIoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return endpoints.MapEngineIo(path, options ?? new EngineIoOptions(), new RawApplication(handler)).Guarded(endpoints);
    }

    /// <summary>For endpoints that are not among those of MapSwitchboard.</summary>
    internal static IEndpointConventionBuilder Guarded(this IEndpointConventionBuilder endpoint, IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<RequestGuard>().Protect(endpoint);
        return endpoint;
    }

    internal static IEndpointConventionBuilder MapEngineIo(
        this IEndpointRouteBuilder endpoints, string path, EngineIoOptions options, IEngineIoApplication application)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (options.PingInterval <= TimeSpan.Zero || options.PingTimeout <= TimeSpan.Zero || options.UpgradeTimeout <= TimeSpan.Zero || options.MaxPayloadBytes <= 0)
        {
            throw new ArgumentException("The times and the limit of an Engine.IO endpoint must be greater than zero.", nameof(options));
        }

        var services = endpoints.ServiceProvider.GetService<EngineIoServices>()
            ?? throw new InvalidOperationException(
                "Engine.IO needs the hub's services: call builder.Services.AddSwitchboard(builder.Configuration) or AddSocketIo() before building the application.");
        var server = new EngineIoServer(options, application, services);
        endpoints.ServiceProvider.GetRequiredService<EngineIoSweeper>().Add(path.TrimEnd('/'), server);
        return endpoints.Map(path.TrimEnd('/'), context => Refusal.SendAfterAsync(server.HandleAsync(context), context));
    }
}
