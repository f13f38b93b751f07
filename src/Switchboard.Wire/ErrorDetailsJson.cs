using System.Text.Json;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire;

/// <summary>The particulars of an error as JSON: the same on every wire.</summary>
public static class ErrorDetailsJson
{
    private static readonly JsonEncodedText _reason = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText _field = JsonEncodedText.Encode("field");
    private static readonly JsonEncodedText _limit = JsonEncodedText.Encode("limit");
    private static readonly JsonEncodedText _current = JsonEncodedText.Encode("current");

    /// <summary>Writes them as an object. What is empty is left out.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="details">The particulars.</param>
    public static void Write(Utf8JsonWriter writer, ErrorDetails details)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(details);
        writer.WriteStartObject();
        if (details.Reason.Length > 0)
        {
            writer.WriteString(_reason, details.Reason);
        }

        if (details.Field.Length > 0)
        {
            writer.WriteString(_field, details.Field);
        }

        if (details.Limit != 0)
        {
            writer.WriteNumber(_limit, details.Limit);
        }

        if (details.Current is { } current)
        {
            writer.WritePropertyName(_current);
            MapEntryJson.Write(writer, current);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads an object; null where it is none. What is unknown, or of another type, is passed over.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    public static ErrorDetails? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            return JsonElement.TryParseValue(ref reader, out var value) && value is { ValueKind: JsonValueKind.Object } found
                ? new ErrorDetails { Reason = TextOf(found, "reason"), Field = TextOf(found, "field"), Limit = NumberOf(found, "limit"), Current = MapEntryJson.Find(found, "current") }
                : null;
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
        {
            return null;
        }
    }

    internal static byte[] ToUtf8(ErrorDetails details)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, details);
        }

        return stream.ToArray();
    }

    private static string TextOf(JsonElement details, string name)
        => details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static long NumberOf(JsonElement details, string name)
        => details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
