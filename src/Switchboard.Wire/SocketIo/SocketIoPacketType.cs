namespace Switchboard.Wire.SocketIo;

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
