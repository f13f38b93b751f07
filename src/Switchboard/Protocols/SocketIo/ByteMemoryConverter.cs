using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Writes bytes as the placeholder of an attachment.</summary>
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

    internal static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> bytes)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("_placeholder"u8, true);
        writer.WriteNumber("num"u8, AttachmentList.Add(bytes));
        writer.WriteEndObject();
    }
}
