using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Writes bytes as the mark of an attachment, and reads placeholders.</summary>
internal sealed class ByteMemoryConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>Reads a placeholder.</summary>
    /// <exception cref="JsonException">It is none, or of no attachment.</exception>
    internal static ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader)
    {
        var number = -1;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A binary value was expected.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNumber = reader.ValueTextEquals("num"u8);
            reader.Read();
            if (isNumber && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
            {
                number = value;
            }
            else
            {
                reader.Skip();
            }
        }

        return AttachmentList.Find(number) ?? throw new JsonException("A binary value was expected.");
    }

    internal static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> bytes) => BinaryMarks.Write(writer, AttachmentList.Add(bytes));
}

/// <summary>Writes bytes as the mark of an attachment, and reads placeholders.</summary>
internal sealed class ByteArrayConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ByteMemoryConverter.Read(ref reader).ToArray();

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => ByteMemoryConverter.Write(writer, value);
}

/// <summary>The attachments of the arguments that this thread is writing or reading: serialising is synchronous.</summary>
internal static class AttachmentList
{
    [ThreadStatic]
    private static List<ReadOnlyMemory<byte>>? _written;

    [ThreadStatic]
    private static IReadOnlyList<ReadOnlyMemory<byte>>? _read;

    /// <summary>The attachments of what is being read; null where nothing is.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Reading => _read;

    /// <summary>Begins to read; null ends it.</summary>
    public static void Read(IReadOnlyList<ReadOnlyMemory<byte>>? attachments) => _read = attachments;

    /// <summary>Takes what has been written since the last call.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Take()
    {
        var written = _written;
        _written = null;
        return written is null ? [] : written;
    }

    /// <summary>Adds an attachment, and tells its number.</summary>
    public static int Add(ReadOnlyMemory<byte> bytes)
    {
        (_written ??= []).Add(bytes);
        return _written.Count - 1;
    }

    /// <summary>The attachment of a number; null where there is none.</summary>
    public static ReadOnlyMemory<byte>? Find(int number) => _read is { } read && number >= 0 && number < read.Count ? read[number] : (ReadOnlyMemory<byte>?)null;
}
