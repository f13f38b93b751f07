using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchboard.Outbound;

namespace Switchboard.Transports.WebSockets;

/// <summary>Chooses the way out of the process for an accepted WebSocket.</summary>
internal static class WebSocketSinks
{
    /// <summary>A plain HTTP/1.1 connection is written to directly; TLS, HTTP/2 and servers without sockets go through the pipe.</summary>
    public static IOutboundSink For(HttpContext context)
    {
        var isPlain = HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<ITlsConnectionFeature>() is null
            && context.Features.Get<ITlsHandshakeFeature>() is null;
        return isPlain && context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket
            ? new SocketSink(socket)
            : new PipeSink(context.Response.BodyWriter);
    }
}
