using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Turns values into arguments and back. Bytes become attachments, with a placeholder where they stood.</summary>
internal static class SocketIoValues
{
    private static readonly JsonWriterOptions _writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The options with what bytes need.</summary>
    public static JsonSerializerOptions Prepare(JsonSerializerOptions? options)
    {
        var prepared = new JsonSerializerOptions(options ?? JsonSerializerOptions.Web);
        prepared.Converters.Insert(0, new ByteArrayConverter());
        prepared.Converters.Insert(1, new ByteMemoryConverter());
        return prepared;
    }

    /// <summary>Writes values with commas between them.</summary>
    public static EncodedArguments Encode(ReadOnlySpan<object?> values, JsonSerializerOptions json)
    {
        var output = new ArrayBufferWriter<byte>(256);
        if (values is [SocketIoArguments arguments])
        {
            return Join(output, arguments);
        }

        // What an argument that could not be written has left behind.
        AttachmentList.Take();
        using var writer = new Utf8JsonWriter(output, _writing);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                writer.Flush();
                output.Write(","u8);
                writer.Reset();
            }

            JsonSerializer.Serialize(writer, values[i], values[i]?.GetType() ?? typeof(object), json);
        }

        writer.Flush();
        return new EncodedArguments(output.WrittenMemory, AttachmentList.Take());
    }

    /// <summary>Reads a value.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> value, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions json)
    {
        AttachmentList.Read(attachments);
        try
        {
            return JsonSerializer.Deserialize<T>(value, json);
        }
        finally
        {
            AttachmentList.Read(null);
        }
    }

    private static EncodedArguments Join(ArrayBufferWriter<byte> output, SocketIoArguments arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            output.Write(arguments.JsonOf(i).Span);
        }

        return new EncodedArguments(output.WrittenMemory, arguments.Attachments);
    }
}

/// <summary>Arguments, ready to be put into a packet.</summary>
/// <param name="Json">JSON values with commas between them.</param>
/// <param name="Attachments">The binary values.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EncodedArguments(ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Attachments);
