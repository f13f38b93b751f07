using System.Text.Json;

namespace Switchboard.Storage.Streams;

/// <summary>Tags as a JSON object.</summary>
internal static class TagsJson
{
    public static byte[] Write(IReadOnlyDictionary<string, string> tags)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in tags)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static Dictionary<string, string> Read(ReadOnlySpan<byte> json)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            tags[name] = reader.GetString()!;
        }

        return tags;
    }
}
