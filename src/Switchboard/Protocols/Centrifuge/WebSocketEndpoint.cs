using Microsoft.AspNetCore.Http;
using Switchboard.Connections;
using Switchboard.Transports;
using Switchboard.Transports.Sockets;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary><c>/connection/websocket</c>: the protocol over WebSocket, in JSON or Protobuf.</summary>
internal sealed class WebSocketEndpoint(ConnectionLimiter limiter, CentrifugeContext centrifuge)
{
    private const string JsonSubprotocol = "centrifuge-json";
    private const string ProtobufSubprotocol = "centrifuge-protobuf";

    private DeflateFormats? _deflate;

    public async Task HandleAsync(HttpContext context)
    {
        if (!WebSocketHandshake.Check(context))
        {
            return;
        }

        var place = limiter.TryEnter(context);
        if (place is null)
        {
            return;
        }

        var subprotocol = ChooseSubprotocol(context.Request);
        var isProtobuf = subprotocol == ProtobufSubprotocol || CentrifugeProtocol.AsksForProtobuf(context.Request.Query);
        var deflates = centrifuge.Settings.Current.Compression && MessageCompression.TryAgree(context);
        WebSocketHandshake.Prepare(context, subprotocol);
        if (context.Features.Get<IDirectUpgrade>() is { } direct)
        {
            var (connection, receiver) = Open(context, isProtobuf, deflates);
            direct.Serve(connection, receiver, new ConnectionLease(connection, centrifuge.Manager, place));
        }
        else
        {
            await ServeThroughServerAsync(context, isProtobuf, deflates, place);
        }
    }

    private async Task ServeThroughServerAsync(HttpContext context, bool isProtobuf, bool deflates, IDisposable place)
    {
        Stream stream;
        try
        {
            stream = await WebSocketHandshake.AcceptAsync(context);
        }
        catch
        {
            place.Dispose();
            throw;
        }

        await using (stream)
        {
            var (connection, receiver) = Open(context, isProtobuf, deflates);
            using var lease = new ConnectionLease(connection, centrifuge.Manager, place);
            using var transport = new WebSocketTransport(context, stream, connection, receiver);
            await transport.RunAsync();
        }
    }

    private (Connection Connection, WebSocketReceiver Receiver) Open(HttpContext context, bool isProtobuf, bool deflates)
    {
        ICentrifugeCodec codec = isProtobuf ? CentrifugeProtobufCodec.Instance : CentrifugeJsonCodec.Instance;
        CentrifugeFormat format = deflates ? DeflateFormatOf(isProtobuf) : isProtobuf ? WebSocketFormat.Protobuf : WebSocketFormat.Json;
        var info = CentrifugeProtocol.Info("websocket", isProtobuf, context);
        var connection = centrifuge.Manager.Open(info, format, session: "", answersPings: true);
        var session = new CentrifugeSession(connection, codec, format, centrifuge);
        return (connection, new WebSocketReceiver(connection, session, centrifuge.Metrics, inflates: deflates));
    }

    private DeflateFormat DeflateFormatOf(bool isProtobuf)
    {
        var minBytes = centrifuge.Settings.Current.CompressionMinBytes;
        var formats = _deflate;
        if (formats?.MinBytes != minBytes)
        {
            _deflate = formats = new DeflateFormats(minBytes);
        }

        return isProtobuf ? formats.Protobuf : formats.Json;
    }

    private static string? ChooseSubprotocol(HttpRequest request)
    {
        var offered = request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries);
        return offered.Contains(ProtobufSubprotocol, StringComparer.Ordinal) ? ProtobufSubprotocol
            : offered.Contains(JsonSubprotocol, StringComparer.Ordinal) ? JsonSubprotocol
            : null;
    }
}
