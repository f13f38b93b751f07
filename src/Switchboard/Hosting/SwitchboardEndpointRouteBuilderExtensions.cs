using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Api;
using Switchboard.Configuration;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Protocols.SocketIo;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary>Puts the hub at its addresses.</summary>
public static class SwitchboardEndpointRouteBuilderExtensions
{
    internal const string WebSocketPath = "/connection/websocket";

    private static readonly string[] _webSocketMethods = [HttpMethods.Get, HttpMethods.Connect];
    private static readonly string[] _getMethods = [HttpMethods.Get, HttpMethods.Options];
    private static readonly string[] _postMethods = [HttpMethods.Post, HttpMethods.Options];
    private static readonly string[] _getAndPostMethods = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Options];

    /// <summary>Maps the endpoints of the wires, of the HTTP API, of health and of metrics.</summary>
    /// <param name="endpoints">The application's endpoints, or a group of them.</param>
    /// <param name="prefix">What their addresses begin with, such as <c>/realtime</c>; empty for nothing.</param>
    /// <returns>All endpoints of the hub, for conventions such as <c>RequireAuthorization</c> and <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddSwitchboard</c> has not been called.</exception>
    public static IEndpointConventionBuilder MapSwitchboard(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var services = endpoints.ServiceProvider;
        var mapping = services.GetService<MappingCheck>()
            ?? throw new InvalidOperationException("MapSwitchboard needs the hub's services: call builder.Services.AddSwitchboard(...) before building the application.");
        mapping.IsMapped = true;
        var webSocket = services.GetRequiredService<WebSocketEndpoint>();
        var group = endpoints.MapGroup(prefix);
        group.MapOnly(WebSocketPath, _webSocketMethods, webSocket.HandleAsync);
        group.MapApi(services.GetRequiredService<ApiEndpoint>(), services.GetRequiredService<AppendStreamEndpoint>(), MethodEndpointRouteBuilderExtensions.FallbackOrder);
        group.MapHealth();
        group.MapOnly("/connection/sse", _getMethods, services.GetRequiredService<SseEndpoint>().HandleAsync);
        group.MapOnly("/connection/http_stream", _postMethods, services.GetRequiredService<HttpStreamEndpoint>().HandleAsync);
        group.MapOnly("/emulation", _postMethods, services.GetRequiredService<EmulationEndpoint>().HandleAsync);
        group.MapOnly("/connection/uni_sse", _getAndPostMethods, services.GetRequiredService<UniSseEndpoint>().HandleAsync);
        group.Map("/connection/{**transport}", RefuseTransport).WithOrder(MethodEndpointRouteBuilderExtensions.FallbackOrder);
        var socketIo = services.GetRequiredService<SettingsHolder>().Current.SocketIo;
        if (socketIo.Enabled)
        {
            group.MapSocketIo(socketIo.Path, SocketIoWire.OptionsOf(socketIo), isHub: true);
        }

        foreach (var module in services.GetServices<IHubEndpoints>())
        {
            module.Map(group);
        }

        MetricsEndpoint.Map(group);
        services.GetRequiredService<RequestGuard>().Protect(group);
        return group;
    }

    private static Task RefuseTransport(HttpContext context) => Refusal.WriteAsync(
        context, StatusCodes.Status404NotFound, ErrorCodes.NotAvailable, "There is no such transport. Take websocket, sse, http_stream or uni_sse below /connection.");
}
