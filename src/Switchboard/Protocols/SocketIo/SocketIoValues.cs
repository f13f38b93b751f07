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
        prepared.Converters.Insert(2, new JsonElementConverter());
        prepared.Converters.Insert(3, new JsonNodeConverters());
        prepared.Converters.Insert(4, new ObjectConverter());
        return prepared;
    }

    /// <summary>Writes values with commas between them. Arguments that came are sent on in their place.</summary>
    /// <exception cref="ArgumentException">What looks like a placeholder has binary values in it.</exception>
    public static EncodedArguments Encode(ReadOnlySpan<object?> values, JsonSerializerOptions json)
    {
        var output = new ArrayBufferWriter<byte>(256);
        if (values is [SocketIoArguments { IsWhole: true } arguments])
        {
            return Join(output, arguments);
        }

        // What an argument that could not be written has left behind.
        AttachmentList.Take();
        using var writer = new Utf8JsonWriter(output, _writing);
        foreach (var value in values)
        {
            if (value is SocketIoArguments some)
            {
                for (var i = 0; i < some.Count; i++)
                {
                    Separate(writer, output);
                    var argument = some.JsonOf(i);
                    writer.WriteRawValue((some.Attachments.Count == 0 ? argument : BinaryMarks.Forward(argument.Span, some.Attachments)).Span, skipInputValidation: true);
                }

                continue;
            }

            Separate(writer, output);
            JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), json);
        }

        writer.Flush();
        return BinaryMarks.Resolve(output.WrittenMemory, AttachmentList.Take());
    }

    private static void Separate(Utf8JsonWriter writer, ArrayBufferWriter<byte> output)
    {
        writer.Flush();
        if (output.WrittenCount > 0)
        {
            output.Write(","u8);
            writer.Reset();
        }
    }

    /// <summary>Writes a value where there can be no attachments: bytes are base64.</summary>
    public static ReadOnlyMemory<byte> EncodeText(object value, SocketIoOptions options)
        => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), options.Json ?? JsonSerializerOptions.Web);

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
