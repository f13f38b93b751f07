using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Switchboard.Client.Configuration;

namespace Switchboard.Client;

/// <summary>Writes and reads the JSON objects of the hub's own operations, which are JSON in either encoding.</summary>
internal static class JsonFields
{
    /// <summary>The deepest JSON that is read: payloads are as deep as the hub allows, and more is around them.</summary>
    public const int MaxDepth = 65_536;

    private static readonly JsonDocumentOptions _options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads what the hub says.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, _options);

    /// <summary>Writes an object.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Writes a property of JSON that was checked; none where there is none.</summary>
    public static void WriteData(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> data)
    {
        if (!data.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(data.Span, skipInputValidation: true);
        }
    }

    /// <summary>Writes a property of text; none where there is none.</summary>
    public static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Writes a property of a number; none where there is none.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }

    /// <summary>Writes the tags; none where there are none.</summary>
    public static void WriteTags(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
        {
            return;
        }

        writer.WriteStartObject("tags");
        foreach (var (name, value) in tags)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a text; empty where there is none.</summary>
    public static string ReadText(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Reads a whole number; null where there is none.</summary>
    public static long? ReadNumber(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>Reads any JSON as it is; empty where there is none, or null.</summary>
    public static ReadOnlyMemory<byte> ReadData(JsonElement element, string name = "data")
        => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? JsonMarshal.GetRawUtf8Value(value).ToArray() : default;

    /// <summary>Reads the tags; null where there are none.</summary>
    public static Dictionary<string, string>? ReadTags(JsonElement element)
        => element.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object
            ? tags.EnumerateObject().ToDictionary(static tag => tag.Name, static tag => tag.Value.GetString() ?? "", StringComparer.Ordinal)
            : null;

    /// <summary>Reads a time in Unix milliseconds; null where there is none.</summary>
    public static DateTimeOffset? ReadTime(JsonElement element, string name)
        => ReadNumber(element, name) is { } milliseconds ? ReadTime(milliseconds) : null;

    /// <summary>A time in Unix milliseconds; null where there can be no such time.</summary>
    public static DateTimeOffset? ReadTime(long milliseconds)
        => milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>Writes a payload: JSON as it is, other bytes in base64.</summary>
    public static void WritePayload(Utf8JsonWriter writer, ReadOnlyMemory<byte> data)
    {
        if (PayloadValidator.IsJson(data))
        {
            WriteData(writer, "data", data);
        }
        else
        {
            writer.WriteBase64String("b64data", data.Span);
        }
    }
}
