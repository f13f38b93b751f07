namespace Switchboard.Wire.Centrifuge;

/// <summary>What reading the next command of a message came to.</summary>
public enum CommandReadStatus
{
    /// <summary>There is a command.</summary>
    Command,

    /// <summary>The message has no further command.</summary>
    End,

    /// <summary>The bytes are not a command of this protocol; the rest of the message is unreadable.</summary>
    Malformed,
}
