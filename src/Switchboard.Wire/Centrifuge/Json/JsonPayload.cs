using System.Text.Json;
using System.Text.Unicode;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Payloads on the JSON wire: raw JSON, and never a line break in it, since line breaks part the messages.</summary>
internal static class JsonPayload
{
    private static ReadOnlySpan<byte> LineBreaks => "\r\n"u8;

    /// <summary>Copies a value out of a message. Its syntax was checked by the reader.</summary>
    /// <exception cref="FormatException">The value is not UTF-8: the JSON reader does not look into strings that it skips.</exception>
    public static ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new FormatException("The payload is not UTF-8.");
        }

        return json.ContainsAny(LineBreaks) ? Compact(json) : json.ToArray();
    }

    /// <summary>Writes a payload that is always there; an empty one as null.</summary>
    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(name);
        if (json.IsEmpty)
        {
            writer.WriteNullValue();
            return;
        }

        var span = json.Span;
        writer.WriteRawValue(span.ContainsAny(LineBreaks) ? Compact(span).Span : span, skipInputValidation: true);
    }

    /// <summary>Writes a payload as a string that has its very bytes; an empty one as one that says null.</summary>
    public static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, ReadOnlyMemory<byte> json)
        => writer.WriteString(name, json.IsEmpty ? "null"u8 : json.Span);

    /// <summary>Writes a payload unless it is empty.</summary>
    public static void WriteOptional(Utf8JsonWriter writer, JsonEncodedText name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            Write(writer, name, json);
        }
    }

    /// <summary>Leaves out the white space between tokens, and line breaks wherever they are: valid JSON has none within strings.</summary>
    private static ReadOnlyMemory<byte> Compact(ReadOnlySpan<byte> json)
    {
        var result = new byte[json.Length];
        var length = 0;
        var inString = false;
        var escaped = false;
        foreach (var character in json)
        {
            if (character is (byte)'\n' or (byte)'\r' || (!inString && character is (byte)' ' or (byte)'\t'))
            {
                continue;
            }

            result[length++] = character;
            if (character == '"' && !escaped)
            {
                inString = !inString;
            }

            escaped = inString && character == '\\' && !escaped;
        }

        return result.AsMemory(0, length);
    }
}
