using Microsoft.AspNetCore.Http;
using Switchboard.Transports;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary><c>/connection/websocket</c>: the protocol over WebSocket, in JSON or Protobuf.</summary>
internal sealed class WebSocketEndpoint(Admission admission, CentrifugeContext centrifuge)
{
    private const string JsonSubprotocol = "centrifuge-json";
    private const string ProtobufSubprotocol = "centrifuge-protobuf";

    public async Task HandleAsync(HttpContext context)
    {
        if (!WebSocketHandshake.Check(context))
        {
            return;
        }

        using var place = admission.TryEnter(context);
        if (place is null)
        {
            return;
        }

        var subprotocol = ChooseSubprotocol(context.Request);
        var isProtobuf = subprotocol == ProtobufSubprotocol || CentrifugeProtocol.AsksForProtobuf(context.Request.Query);
        await using var stream = await WebSocketHandshake.AcceptAsync(context, subprotocol);

        ICentrifugeCodec codec = isProtobuf ? CentrifugeProtobufCodec.Instance : CentrifugeJsonCodec.Instance;
        var format = isProtobuf ? WebSocketFormat.Protobuf : WebSocketFormat.Json;
        var info = CentrifugeProtocol.Info("websocket", isProtobuf, context);
        var connection = centrifuge.Keeper.Open(info, format, session: "", answersPings: true);
        var session = new CentrifugeSession(connection, codec, format, centrifuge);
        using var transport = new WebSocketTransport(context, stream, connection, session, centrifuge.Metrics);
        try
        {
            await transport.RunAsync();
        }
        finally
        {
            connection.CloseSilently(CloseCodes.ConnectionClosed);
            centrifuge.Keeper.Forget(connection);
        }
    }

    private static string? ChooseSubprotocol(HttpRequest request)
    {
        var offered = request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries);
        return offered.Contains(ProtobufSubprotocol, StringComparer.Ordinal) ? ProtobufSubprotocol
            : offered.Contains(JsonSubprotocol, StringComparer.Ordinal) ? JsonSubprotocol
            : null;
    }
}
