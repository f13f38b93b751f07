using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchboard.Transports.WebSockets;

/// <summary>Chooses how the bytes of an accepted WebSocket come in and go out.</summary>
internal static class WebSocketBytes
{
    // Waiting for the first byte of a message takes no buffer.
    private static readonly StreamPipeReaderOptions _idleWithoutBuffer = new(useZeroByteReads: true);

    /// <summary>The connection's own pipe where it can be had, which saves a copy; else the stream.</summary>
    public static PipeReader Input(HttpContext context, Stream stream)
        => IsOneConnection(context) && context.Features.Get<IConnectionTransportFeature>() is { } connection
            ? connection.Transport.Input
            : PipeReader.Create(stream, _idleWithoutBuffer);

    /// <summary>A plain connection is written to directly; null for TLS, HTTP/2 and servers without sockets, which go through the stream.</summary>
    public static SocketSink? DirectOutput(HttpContext context)
        => IsOneConnection(context) && !IsEncrypted(context) && context.Features.Get<IConnectionSocketFeature>() is { Socket: { } socket }
            ? Open(socket)
            : null;

    private static SocketSink? Open(Socket socket)
    {
        try
        {
            return new SocketSink(socket);
        }
        catch (ObjectDisposedException)
        {
            // The client has gone behind its handshake: reading will say so.
            return null;
        }
    }

    // Over HTTP/2 many WebSockets share a connection.
    private static bool IsOneConnection(HttpContext context) => HttpProtocol.IsHttp11(context.Request.Protocol);

    private static bool IsEncrypted(HttpContext context)
        => context.Features.Get<ITlsConnectionFeature>() is not null || context.Features.Get<ITlsHandshakeFeature>() is not null;
}
