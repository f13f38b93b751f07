using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Api;
using Switchboard.Protocols.Centrifuge;

namespace Switchboard.Hosting;

/// <summary>Puts the hub at its addresses.</summary>
public static class SwitchboardEndpointRouteBuilderExtensions
{
    internal const string WebSocketPath = "/connection/websocket";

    private static readonly string[] _webSocketMethods = [HttpMethods.Get, HttpMethods.Connect];
    private static readonly string[] _getMethods = [HttpMethods.Get, HttpMethods.Options];
    private static readonly string[] _postMethods = [HttpMethods.Post, HttpMethods.Options];
    private static readonly string[] _getAndPostMethods = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Options];

    /// <summary>Maps the endpoints of the wires and of the HTTP API.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>All endpoints of the hub, for conventions such as host filters.</returns>
    /// <exception cref="InvalidOperationException"><see cref="SwitchboardServiceCollectionExtensions.AddSwitchboard"/> has not been called.</exception>
    public static IEndpointConventionBuilder MapSwitchboard(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var webSocket = services.GetService<WebSocketEndpoint>()
            ?? throw new InvalidOperationException("MapSwitchboard needs the hub's services: call builder.Services.AddSwitchboard(builder.Configuration) before building the application.");
        var group = endpoints.MapGroup("");
        group.MapMethods(WebSocketPath, _webSocketMethods, webSocket.HandleAsync);
        group.MapApi(services.GetRequiredService<ApiEndpoint>());
        group.MapHealth();
        group.MapMethods("/connection/sse", _getMethods, services.GetRequiredService<SseEndpoint>().HandleAsync);
        group.MapMethods("/connection/http_stream", _postMethods, services.GetRequiredService<HttpStreamEndpoint>().HandleAsync);
        group.MapMethods("/emulation", _postMethods, services.GetRequiredService<EmulationEndpoint>().HandleAsync);
        group.MapMethods("/connection/uni_sse", _getAndPostMethods, services.GetRequiredService<UniSseEndpoint>().HandleAsync);
        MetricsEndpoint.Map(group);
        return group;
    }
}
