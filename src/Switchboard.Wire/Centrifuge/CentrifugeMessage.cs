namespace Switchboard.Wire.Centrifuge;

/// <summary>What the server sent: the reply to a command, a push, or its ping. Payloads are copies: they outlive the frame.</summary>
public readonly record struct CentrifugeMessage
{
    /// <summary>The id of the command that is answered; 0 where none is.</summary>
    public uint Id { get; init; }

    /// <summary>The result; null where there is none, or none of a kind that is known.</summary>
    public CentrifugeReply? Reply { get; init; }

    /// <summary>Why the command was refused; null where it was not.</summary>
    public ErrorCode? Error { get; init; }

    /// <summary>What the server tells unasked; null where it tells nothing, or nothing of a kind that is known.</summary>
    public CentrifugePush? Push { get; init; }

    /// <summary>Whether this is the server's ping, which wants a pong where the connect reply said so.</summary>
    public bool IsPing { get; init; }
}
