using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Configuration;
using Switchboard.Protocols.SocketIo;

namespace Switchboard.Hosting;

/// <summary>Adds a Socket.IO server to an application.</summary>
public static class SocketIoExtensions
{
    /// <summary>Adds Socket.IO, without the need to configure anything of the hub.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options of the hub, such as allowed origins and limits; null for none.</param>
    /// <returns>A builder that adds stores, hooks and features.</returns>
    public static ISwitchboardBuilder AddSocketIo(this IServiceCollection services, Action<SwitchboardOptions>? configure = null)
        => services.AddSwitchboard(configure ?? (static _ => { }));

    /// <summary>Maps a Socket.IO endpoint for the application alone: its clients are no members of the hub, whose endpoints need not be mapped.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="path">The path; with and without the slash at its end.</param>
    /// <param name="configure">Sets how clients are served; null for the defaults.</param>
    /// <returns>The endpoint, for conventions such as host filters.</returns>
    /// <exception cref="InvalidOperationException">Neither <see cref="AddSocketIo"/> nor <c>AddSwitchboard</c> has been called.</exception>
    public static IEndpointConventionBuilder MapSocketIo(
        this IEndpointRouteBuilder endpoints, string path = SocketIoOptions.DefaultPath, Action<SocketIoOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = new SocketIoOptions();
        configure?.Invoke(options);
        if (endpoints.ServiceProvider.GetService<MappingCheck>() is { } mapping)
        {
            mapping.IsMapped = true;
        }

        return endpoints.MapSocketIo(path, options, isHub: false).Guarded(endpoints);
    }

    /// <summary>The same for any member of the hub.</summary>
    /// <exception cref="InvalidOperationException">The application handles an event of the hub's own in the namespace <c>/</c>.</exception>
    internal static IEndpointConventionBuilder MapSocketIo(this IEndpointRouteBuilder endpoints, string path, SocketIoOptions options, bool isHub)
    {
        var server = endpoints.ServiceProvider.GetService<SocketIoServer>()
            ?? throw new InvalidOperationException("Socket.IO needs its services: call builder.Services.AddSocketIo() before building the application.");
        if (isHub)
        {
            server.Main.JoinHub();
        }

        server.Options = options;
        var application = new SocketIoApplication(server, options, endpoints.ServiceProvider.GetRequiredService<SocketIoHubContext>(), isHub);
        return endpoints.MapEngineIo(path, options, application);
    }
}
