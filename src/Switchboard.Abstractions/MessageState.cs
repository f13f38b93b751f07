namespace Switchboard;

/// <summary>How far a message in an inbox has come.</summary>
public enum MessageState
{
    /// <summary>The inbox has it.</summary>
    Accepted = 0,

    /// <summary>A connection of the user has acknowledged it.</summary>
    Delivered = 1,

    /// <summary>The user has read it.</summary>
    Read = 2,

    /// <summary>Its expiry came before anybody acknowledged it.</summary>
    Expired = 3,

    /// <summary>Retention gave it up before anybody acknowledged it: the inbox was full, or the message too old.</summary>
    Failed = 4,
}
