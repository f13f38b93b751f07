namespace Switchboard.Wire.SocketIo;

/// <summary>One packet from a Socket.IO client, checked.</summary>
public sealed record SocketIoPacket
{
    /// <summary>The Socket.IO namespace of packets that name none.</summary>
    public const string MainNamespace = "/";

    /// <summary>Its kind.</summary>
    public required SocketIoPacketType Type { get; init; }

    /// <summary>The Socket.IO namespace that it belongs to.</summary>
    public string Namespace { get; init; } = MainNamespace;

    /// <summary>The number by which an event is acknowledged; null where none is asked for.</summary>
    public long? Id { get; init; }

    /// <summary>The name of the event; empty in other packets.</summary>
    public string Event { get; init; } = "";

    /// <summary>The arguments of an event or acknowledgement, each a JSON value.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Arguments { get; init; } = [];

    /// <summary>What a CONNECT brings along: a JSON object; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Auth { get; init; }

    /// <summary>The query that clients of protocol 4 put behind a namespace, without the question mark; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>How many binary attachments belong to it.</summary>
    public int AttachmentCount { get; init; }

    /// <summary>The attachments, once they have all come, in the order of their placeholders.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; init; } = [];
}

/// <summary>The kinds of Socket.IO packets. The number is what stands on the wire.</summary>
public enum SocketIoPacketType
{
    /// <summary>The client asks for a Socket.IO namespace, or the server lets it in.</summary>
    Connect = 0,

    /// <summary>Either side leaves a Socket.IO namespace.</summary>
    Disconnect = 1,

    /// <summary>An event.</summary>
    Event = 2,

    /// <summary>The acknowledgement of an event.</summary>
    Ack = 3,

    /// <summary>The server refuses a Socket.IO namespace.</summary>
    ConnectError = 4,

    /// <summary>An event with binary attachments.</summary>
    BinaryEvent = 5,

    /// <summary>An acknowledgement with binary attachments.</summary>
    BinaryAck = 6,
}
