namespace Switchboard.Tests.Wires;

/// <summary>The ways in which a client can talk to the hub.</summary>
internal enum WireKind
{
    /// <summary>Centrifuge in JSON over WebSocket.</summary>
    WebSocketJson,

    /// <summary>Centrifuge in Protobuf over WebSocket.</summary>
    WebSocketProtobuf,

    /// <summary>Centrifuge in JSON over WebSocket, read by the hub's own listener before the web server.</summary>
    DirectWebSocketJson,

    /// <summary>Centrifuge as server-sent events, commands by emulation.</summary>
    Sse,

    /// <summary>Centrifuge in JSON over HTTP streaming, commands by emulation.</summary>
    HttpStreamJson,

    /// <summary>Centrifuge in Protobuf over HTTP streaming, commands by emulation.</summary>
    HttpStreamProtobuf,

    /// <summary>Centrifuge one way: server-sent events and no commands.</summary>
    UniSse,

    /// <summary>Socket.IO 5 (Engine.IO 4) over WebSocket.</summary>
    SocketIo5WebSocket,

    /// <summary>Socket.IO 5 (Engine.IO 4) over long-polling.</summary>
    SocketIo5Polling,

    /// <summary>Socket.IO 5 (Engine.IO 4) over WebSocket, read by the hub's own listener before the web server.</summary>
    DirectSocketIo5,

    /// <summary>Socket.IO 4 (Engine.IO 3, clients 1 and 2) over WebSocket.</summary>
    SocketIo4WebSocket,

    /// <summary>Socket.IO 4 (Engine.IO 3, clients 1 and 2) over long-polling.</summary>
    SocketIo4Polling,
}

/// <summary>What a case needs of a wire. <see cref="WireExceptions"/> says which wire has not what, and why.</summary>
[Flags]
internal enum WireNeeds
{
    /// <summary>Nothing but a connection that receives.</summary>
    None = 0,

    /// <summary>Commands of the client after it has connected.</summary>
    Commands = 1,

    /// <summary>Close codes that the client can read.</summary>
    CloseCodes = 2,

    /// <summary>A refused connect names its code.</summary>
    RefusalCodes = 4,

    /// <summary>A client that is open and has not connected yet.</summary>
    OpenBeforeConnect = 8,

    /// <summary>Pings that want an answer.</summary>
    Heartbeat = 16,

    /// <summary>What the connect answer says beside the client's id: expiry and data.</summary>
    ConnectDetails = 32,

    /// <summary>The client's data for whoever decides about its connection.</summary>
    ConnectData = 64,

    /// <summary>Subscriptions that the client asks for when it connects.</summary>
    ConnectSubscriptions = 128,

    /// <summary>The command <c>send</c> of Centrifuge, a message to the application that is not answered.</summary>
    AsyncMessage = 256,

    /// <summary>A wire whose server closes the transport of a client that it refuses.</summary>
    RefusalCloses = 512,

    /// <summary>Pings of the server.</summary>
    ServerPings = 1024,

    /// <summary>A second connect on the transport of the first, which was refused.</summary>
    ConnectAgain = 2048,

    /// <summary>A wire that carries JSON alone.</summary>
    JsonAlone = 32768,
}
