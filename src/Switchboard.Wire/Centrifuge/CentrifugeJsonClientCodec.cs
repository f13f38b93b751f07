using System.Buffers;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire.Centrifuge;

/// <summary>The client's side of the JSON encoding.</summary>
/// <remarks>Reading is strict about the types of known fields and skips unknown ones; null stands for a field's default.</remarks>
public sealed class CentrifugeJsonClientCodec : ICentrifugeClientCodec
{
    private CentrifugeJsonClientCodec()
    {
    }

    /// <summary>The one instance.</summary>
    public static CentrifugeJsonClientCodec Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsText => true;

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    /// <inheritdoc/>
    public MessageReadStatus Read(ref ReadOnlyMemory<byte> input, out CentrifugeMessage message)
    {
        var messages = input.TrimStart(WhiteSpace);
        message = default;
        input = default;
        if (messages.IsEmpty)
        {
            return MessageReadStatus.End;
        }

        try
        {
            var source = new JsonSource(messages);
            message = JsonMessageReader.Read(ref source);
            input = source.Rest;
            return MessageReadStatus.Message;
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
        {
            return MessageReadStatus.Malformed;
        }
    }

    /// <inheritdoc/>
    public void WriteCommand(IBufferWriter<byte> output, CentrifugeCommand command)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteOptional(JsonNames.Id, (ulong)command.Id);
        JsonCommandWriter.Write(writer, command);
        writer.WriteEndObject();
        writer.Flush();
    }
}
