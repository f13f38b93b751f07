using System.Buffers;

namespace Switchboard.Wire.Centrifuge;

/// <summary>One of the two encodings of the Centrifuge protocol. Stateless and safe to call from any thread.</summary>
/// <remarks>
/// Each written message is complete: the Protobuf encoding begins with its length, the JSON encoding has no line break in it. Where
/// several share a frame, JSON messages are joined by a line feed and Protobuf messages by nothing.
/// </remarks>
public interface ICentrifugeCodec
{
    /// <summary>The server's ping, complete.</summary>
    ReadOnlyMemory<byte> Ping { get; }

    /// <summary>Reads the next command. Never throws, whatever the bytes.</summary>
    /// <param name="input">The message; afterwards what is left of it.</param>
    /// <param name="command">The command, where the answer is <see cref="CommandReadStatus.Command"/>.</param>
    CommandReadStatus Read(ref ReadOnlyMemory<byte> input, out CentrifugeCommand? command);

    /// <summary>Writes the result of a command.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="id">The command's id.</param>
    /// <param name="reply">The result.</param>
    void WriteReply(IBufferWriter<byte> output, uint id, CentrifugeReply reply);

    /// <summary>Writes the error of a command.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="id">The command's id.</param>
    /// <param name="error">The error.</param>
    void WriteError(IBufferWriter<byte> output, uint id, ErrorCode error);

    /// <summary>Writes a push.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="push">The push.</param>
    void WritePush(IBufferWriter<byte> output, CentrifugePush push);
}

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
