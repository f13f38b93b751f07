using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>JSON on one line. Control characters are escaped, letters of all languages are not.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line of a value.</summary>
    public static string Of(JsonElement element) => Write(element.WriteTo);

    /// <summary>The line of an object whose properties are written by <paramref name="write"/>.</summary>
    public static string Object(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(ObjectBytes(write).Span);

    /// <inheritdoc cref="Object"/>
    public static ReadOnlyMemory<byte> ObjectBytes(Action<Utf8JsonWriter> write) => Bytes(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });

    /// <summary>The object whose properties are written by <paramref name="write"/>.</summary>
    public static JsonElement Element(Action<Utf8JsonWriter> write) => JsonElement.Parse(ObjectBytes(write).Span);

    private static string Write(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write).Span);

    private static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _options))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }
}
