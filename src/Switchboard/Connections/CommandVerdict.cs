namespace Switchboard.Connections;

/// <summary>Whether a command comes too soon.</summary>
internal enum CommandVerdict
{
    /// <summary>It does not.</summary>
    Allowed,

    /// <summary>It does, and is answered with error 111.</summary>
    Refused,

    /// <summary>So many did that the connection is closed with 3013.</summary>
    Abusive,
}
