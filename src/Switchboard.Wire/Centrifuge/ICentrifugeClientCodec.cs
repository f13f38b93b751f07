using System.Buffers;

namespace Switchboard.Wire.Centrifuge;

/// <summary>The client's side of an encoding of the Centrifuge protocol. Stateless and safe to call from any thread.</summary>
/// <remarks>
/// Each written command is complete: the Protobuf encoding begins with its length, the JSON encoding has no line break in it. Where
/// several share a frame, JSON commands are joined by a line feed and Protobuf commands by nothing.
/// </remarks>
public interface ICentrifugeClientCodec
{
    /// <summary>Whether payloads have to be JSON, and frames are text.</summary>
    bool IsText { get; }

    /// <summary>Reads the next message of the server. Never throws, whatever the bytes.</summary>
    /// <param name="input">The frame; afterwards what is left of it.</param>
    /// <param name="message">The message, where the answer is <see cref="MessageReadStatus.Message"/>.</param>
    MessageReadStatus Read(ref ReadOnlyMemory<byte> input, out CentrifugeMessage message);

    /// <summary>Writes a command. Payloads have to be JSON where <see cref="IsText"/> is true; that is not checked.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="command">The command.</param>
    void WriteCommand(IBufferWriter<byte> output, CentrifugeCommand command);
}

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
