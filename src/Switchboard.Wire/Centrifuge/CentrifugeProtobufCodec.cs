using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Switchboard.Wire.Centrifuge.Protobuf;
using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge;

/// <summary>The Protobuf encoding: each message has its length before it, as a varint.</summary>
/// <remarks>
/// Reading is strict about the wire types and ranges of known fields, skips unknown fields and accepts no groups. Of a field that
/// comes twice the later one counts: requests are not merged.
/// </remarks>
public sealed class CentrifugeProtobufCodec : ICentrifugeCodec
{
    private static readonly byte[] _pingMessage = [0];

    private CentrifugeProtobufCodec()
    {
    }

    /// <summary>The one instance.</summary>
    public static CentrifugeProtobufCodec Instance { get; } = new();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Ping => _pingMessage;

    /// <summary>Reads an emulation request, which has no length before it. Never throws, whatever the bytes.</summary>
    /// <param name="message">The whole request.</param>
    /// <param name="request">The request, where the answer is true.</param>
    /// <returns>False where the bytes are not such a request.</returns>
    public static bool TryReadEmulation(ReadOnlyMemory<byte> message, [NotNullWhen(true)] out EmulationRequest? request)
    {
        try
        {
            request = ProtobufCommandReader.ReadEmulation(new ProtoReader(message.Span));
            return true;
        }
        catch (FormatException)
        {
            request = null;
            return false;
        }
    }

    /// <inheritdoc/>
    public CommandReadStatus Read(ref ReadOnlyMemory<byte> input, out CentrifugeCommand? command)
    {
        var messages = input;
        command = null;
        input = default;
        if (messages.IsEmpty)
        {
            return CommandReadStatus.End;
        }

        try
        {
            var reader = new ProtoReader(messages.Span);
            command = ProtobufCommandReader.Read(new ProtoReader(reader.ReadLengthPrefixed()));
            input = messages[^reader.Remaining..];
            return CommandReadStatus.Command;
        }
        catch (FormatException)
        {
            return CommandReadStatus.Malformed;
        }
    }

    /// <inheritdoc/>
    public void WriteReply(IBufferWriter<byte> output, uint id, CentrifugeReply reply)
    {
        var writer = ProtoWriter.Get();
        ProtobufReplyWriter.Write(writer, reply);
        writer.WriteUInt64(1, id);
        writer.Complete(output);
    }

    /// <inheritdoc/>
    public void WriteError(IBufferWriter<byte> output, uint id, ErrorCode error)
    {
        var writer = ProtoWriter.Get();
        var begin = writer.BeginMessage();
        if (error.Details is { } details)
        {
            writer.WriteBytes(ExtensionFields.ErrorDetails, ErrorDetailsJson.ToUtf8(details));
        }

        writer.WriteBoolean(3, error.Temporary);
        writer.WriteString(2, error.Message);
        writer.WriteUInt64(1, error.Code);
        writer.EndMessage(2, begin);
        writer.WriteUInt64(1, id);
        writer.Complete(output);
    }

    /// <inheritdoc/>
    public void WritePush(IBufferWriter<byte> output, CentrifugePush push)
    {
        var writer = ProtoWriter.Get();
        var begin = writer.BeginMessage();
        ProtobufPushWriter.Write(writer, push);
        writer.EndMessage(4, begin);
        writer.Complete(output);
    }
}
