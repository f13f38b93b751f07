namespace Switchboard.Wire.Centrifuge;

/// <summary>What reading the next message of the server came to.</summary>
public enum MessageReadStatus
{
    /// <summary>There is a message.</summary>
    Message,

    /// <summary>The frame has no further message.</summary>
    End,

    /// <summary>The bytes are not a message of this protocol; the rest of the frame is unreadable.</summary>
    Malformed,
}
