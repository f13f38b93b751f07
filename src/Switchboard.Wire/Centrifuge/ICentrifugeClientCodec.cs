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
