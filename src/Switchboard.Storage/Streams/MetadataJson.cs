using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Storage.Streams;

/// <summary>Tags as a JSON object.</summary>
internal static class TagsJson
{
    public static byte[] Write(IReadOnlyDictionary<string, string> tags) => JsonSerializer.SerializeToUtf8Bytes(tags, TagsJsonContext.Default.Tags);

    public static Dictionary<string, string> Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, TagsJsonContext.Default.TagsRead)!;
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>), TypeInfoPropertyName = "Tags")]
[JsonSerializable(typeof(Dictionary<string, string>), TypeInfoPropertyName = "TagsRead")]
internal sealed partial class TagsJsonContext : JsonSerializerContext;

/// <summary>A publisher as a JSON object. Its infos keep their bytes.</summary>
internal static class PublisherJson
{
    private static readonly JsonWriterOptions _writing = new() { SkipValidation = true };

    // Infos were checked when they came in; limits.payloadDepth may have been larger then.
    private static readonly JsonReaderOptions _reading = new() { MaxDepth = 65_536 };

    public static byte[] Write(ClientInfo client)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, _writing))
        {
            writer.WriteStartObject();
            writer.WriteString("user"u8, client.User);
            writer.WriteString("client"u8, client.Client);
            WriteInfo(writer, "connectionInfo"u8, client.ConnectionInfo.Span);
            WriteInfo(writer, "channelInfo"u8, client.ChannelInfo.Span);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static ClientInfo Read(ReadOnlyMemory<byte> json)
    {
        var (user, client) = ("", "");
        ReadOnlyMemory<byte> connectionInfo = default;
        ReadOnlyMemory<byte> channelInfo = default;
        var reader = new Utf8JsonReader(json.Span, _reading);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("user"u8))
            {
                user = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("client"u8))
            {
                client = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("connectionInfo"u8))
            {
                connectionInfo = ReadInfo(ref reader, json);
            }
            else
            {
                channelInfo = ReadInfo(ref reader, json);
            }
        }

        return new ClientInfo(user, client, connectionInfo, channelInfo);
    }

    private static void WriteInfo(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> info)
    {
        if (!info.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(info, skipInputValidation: true);
        }
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString()!;
    }

    private static ReadOnlyMemory<byte> ReadInfo(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }
}
