namespace Switchboard.Tests.Wires.Clients;

/// <summary>Makes clients.</summary>
internal static class WireConnections
{
    /// <summary>A client on a wire, not yet connected.</summary>
    public static WireConnection Create(WireKind wire, int port, TimeSpan patience)
    {
        var hub = new Uri($"http://127.0.0.1:{port}");
        return wire switch
        {
            WireKind.WebSocketJson or WireKind.DirectWebSocketJson => Centrifuge(new WebSocketTransport($"ws://127.0.0.1:{port}/connection/websocket", isText: true), CentrifugeEncoding.Json),
            WireKind.WebSocketProtobuf => Centrifuge(
                new WebSocketTransport($"ws://127.0.0.1:{port}/connection/websocket?format=protobuf", isText: false), CentrifugeEncoding.Protobuf),
            WireKind.Sse => Centrifuge(new StreamTransport(hub, "/connection/sse", StreamForm.Events), CentrifugeEncoding.Json),
            WireKind.HttpStreamJson => Centrifuge(new StreamTransport(hub, "/connection/http_stream", StreamForm.Lines), CentrifugeEncoding.Json),
            WireKind.HttpStreamProtobuf => Centrifuge(new StreamTransport(hub, "/connection/http_stream", StreamForm.Protobuf), CentrifugeEncoding.Protobuf),
            WireKind.UniSse => Centrifuge(new StreamTransport(hub, "/connection/uni_sse", StreamForm.Events), CentrifugeEncoding.Json, isOneWay: true),
            WireKind.SocketIo5WebSocket or WireKind.DirectSocketIo5 => SocketIo(WebSocket(4), 4),
            WireKind.SocketIo5Polling => SocketIo(new PollingTransport(hub, 4), 4),
            WireKind.SocketIo4WebSocket => SocketIo(WebSocket(3), 3),
            _ => SocketIo(new PollingTransport(hub, 3), 3),
        };

        CentrifugeConnection Centrifuge(WireTransport transport, CentrifugeEncoding encoding, bool isOneWay = false) => new(transport, encoding, isOneWay, patience);

        SocketIoConnection SocketIo(WireTransport transport, int version) => new(transport, version, patience);

        WebSocketTransport WebSocket(int version) => new($"ws://127.0.0.1:{port}/socket.io/?EIO={version}&transport=websocket", isText: true);
    }
}
