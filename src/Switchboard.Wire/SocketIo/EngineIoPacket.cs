using System.Runtime.InteropServices;

namespace Switchboard.Wire.SocketIo;

/// <summary>One Engine.IO packet.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Data">What it carries; for a text, UTF-8.</param>
/// <param name="IsBinary">Whether the data is binary. Only messages are.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EngineIoPacket(EngineIoPacketType Type, ReadOnlyMemory<byte> Data, bool IsBinary = false);

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

/// <summary>The revisions of the Engine.IO protocol that are served.</summary>
public enum EngineIoVersion
{
    /// <summary>Revision 3, spoken by Socket.IO clients 1 and 2: the client pings.</summary>
    V3 = 3,

    /// <summary>Revision 4, spoken by Socket.IO clients 3 and 4: the server pings.</summary>
    V4 = 4,
}
