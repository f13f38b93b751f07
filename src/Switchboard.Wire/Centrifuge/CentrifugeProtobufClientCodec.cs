using System.Buffers;
using Switchboard.Wire.Centrifuge.Protobuf;
using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge;

/// <summary>The client's side of the Protobuf encoding.</summary>
/// <remarks>
/// Reading is strict about the wire types and ranges of known fields, skips unknown fields and accepts no groups. Of a field that
/// comes twice the later one counts. Publications are not known to be JSON: <see cref="Publication.IsJson"/> is false.
/// </remarks>
public sealed class CentrifugeProtobufClientCodec : ICentrifugeClientCodec
{
    private CentrifugeProtobufClientCodec()
    {
    }

    /// <summary>The one instance.</summary>
    public static CentrifugeProtobufClientCodec Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsText => false;

    /// <inheritdoc/>
    public MessageReadStatus Read(ref ReadOnlyMemory<byte> input, out CentrifugeMessage message)
    {
        var messages = input;
        message = default;
        input = default;
        if (messages.IsEmpty)
        {
            return MessageReadStatus.End;
        }

        try
        {
            var reader = new ProtoReader(messages.Span);
            message = ProtobufMessageReader.Read(new ProtoReader(reader.ReadLengthPrefixed()));
            input = messages[^reader.Remaining..];
            return MessageReadStatus.Message;
        }
        catch (FormatException)
        {
            return MessageReadStatus.Malformed;
        }
    }

    /// <inheritdoc/>
    public void WriteCommand(IBufferWriter<byte> output, CentrifugeCommand command)
    {
        var writer = ProtoWriter.Get();
        ProtobufCommandWriter.Write(writer, command);
        writer.WriteUInt64(1, command.Id);
        writer.Complete(output);
    }
}
