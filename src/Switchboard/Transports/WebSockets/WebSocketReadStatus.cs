namespace Switchboard.Transports.WebSockets;

/// <summary>What reading from a client came to.</summary>
internal enum WebSocketReadStatus
{
    /// <summary>There is a message.</summary>
    Message,

    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>The bytes break the protocol (1002).</summary>
    ProtocolError,

    /// <summary>A text is not UTF-8 (1007).</summary>
    InvalidText,

    /// <summary>The message is larger than allowed (1009).</summary>
    TooBig,
}
