namespace Switchboard.Wire.SocketIo;

/// <summary>The kinds of Engine.IO packets. The number is what stands on the wire.</summary>
public enum EngineIoPacketType
{
    /// <summary>The server opens a session.</summary>
    Open = 0,

    /// <summary>Either side ends the session.</summary>
    Close = 1,

    /// <summary>A heartbeat that asks for an answer.</summary>
    Ping = 2,

    /// <summary>The answer to a ping.</summary>
    Pong = 3,

    /// <summary>What the application sends.</summary>
    Message = 4,

    /// <summary>The client has changed its transport.</summary>
    Upgrade = 5,

    /// <summary>Nothing: it ends a poll.</summary>
    Noop = 6,
}
