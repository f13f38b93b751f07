using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire.Centrifuge;

/// <summary>The JSON encoding: commands parted by white space, payloads as raw JSON.</summary>
/// <remarks>
/// Reading is strict about the types of known fields and skips unknown ones; null stands for a field's default. Payloads keep their
/// bytes, but those with line breaks between their tokens are compacted.
/// </remarks>
public sealed class CentrifugeJsonCodec : ICentrifugeCodec
{
    private static readonly byte[] _pingMessage = "{}"u8.ToArray();

    private CentrifugeJsonCodec()
    {
    }

    private delegate T Reading<T>(ref JsonSource source);

    /// <summary>The one instance.</summary>
    public static CentrifugeJsonCodec Instance { get; } = new();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Ping => _pingMessage;

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    /// <summary>Reads a connect request without the command around it. Never throws, whatever the bytes.</summary>
    /// <param name="json">The whole request.</param>
    /// <param name="command">The command, where the answer is true.</param>
    /// <returns>False where the bytes are not exactly one such request.</returns>
    public static bool TryReadConnect(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ConnectCommand? command) =>
        TryReadObject(json, JsonConnectReader.Read, out command);

    /// <summary>Reads an emulation request, whose data is a JSON string with the commands. Never throws, whatever the bytes.</summary>
    /// <param name="json">The whole request.</param>
    /// <param name="request">The request, where the answer is true.</param>
    /// <returns>False where the bytes are not exactly one such request.</returns>
    public static bool TryReadEmulation(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out EmulationRequest? request) =>
        TryReadObject(json, JsonCommandReader.ReadEmulation, out request);

    /// <summary>Writes a push as one-way streams carry it: without the wrapper that tells it from a reply.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="push">The push.</param>
    public static void WriteUnidirectional(IBufferWriter<byte> output, CentrifugePush push)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        JsonPushWriter.Write(writer, push);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <inheritdoc/>
    public CommandReadStatus Read(ref ReadOnlyMemory<byte> input, out CentrifugeCommand? command)
    {
        var message = input.TrimStart(WhiteSpace);
        command = null;
        input = default;
        if (message.IsEmpty)
        {
            return CommandReadStatus.End;
        }

        try
        {
            var source = new JsonSource(message);
            command = JsonCommandReader.Read(ref source);
            input = source.Rest;
            return CommandReadStatus.Command;
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
        {
            return CommandReadStatus.Malformed;
        }
    }

    /// <inheritdoc/>
    public void WriteReply(IBufferWriter<byte> output, uint id, CentrifugeReply reply)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteOptional(JsonNames.Id, (ulong)id);
        JsonReplyWriter.Write(writer, reply);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <inheritdoc/>
    public void WriteError(IBufferWriter<byte> output, uint id, ErrorCode error)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteOptional(JsonNames.Id, (ulong)id);
        writer.WriteStartObject(JsonNames.Error);
        writer.WriteOptional(JsonNames.Code, (ulong)error.Code);
        writer.WriteOptional(JsonNames.Message, error.Message);
        writer.WriteOptional(JsonNames.Temporary, error.Temporary);
        if (error.Details is { } details)
        {
            writer.WritePropertyName(JsonNames.Details);
            ErrorDetailsJson.Write(writer, details);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <inheritdoc/>
    public void WritePush(IBufferWriter<byte> output, CentrifugePush push)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteStartObject(JsonNames.Push);
        JsonPushWriter.Write(writer, push);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }

    private static bool TryReadObject<T>(ReadOnlyMemory<byte> json, Reading<T> read, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = null;
        try
        {
            var source = new JsonSource(json);
            if (source.TryEnterObject())
            {
                var result = read(ref source);
                value = source.Rest.TrimStart(WhiteSpace).IsEmpty ? result : null;
            }
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
        {
            return false;
        }

        return value is not null;
    }
}
