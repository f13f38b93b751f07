using System.Buffers;
using System.Text.Json;
using Switchboard.Configuration;

namespace Switchboard.Channels;

/// <summary>Checks payloads against their namespace.</summary>
internal static class Payloads
{
    private static readonly JsonReaderOptions _options = new() { MaxDepth = 64 };

    /// <summary>Checks a payload, and takes the line breaks out of JSON: JSON wires set messages apart by them.</summary>
    /// <returns>The payload as it may enter, or null where it may not.</returns>
    public static (ReadOnlyMemory<byte> Data, bool IsJson)? Check(ReadOnlyMemory<byte> data, bool isCheckedJson, NamespaceSettings space)
    {
        if (data.IsEmpty || data.Length > space.MaxPayloadBytes)
        {
            return null;
        }

        var isJson = isCheckedJson || IsJson(data.Span);
        return space.Payload switch
        {
            PayloadKind.Any => (isJson ? OnOneLine(data) : data, isJson),
            PayloadKind.JsonObject => isJson && IsObject(data.Span) ? (OnOneLine(data), true) : null,
            _ => isJson ? (OnOneLine(data), true) : null,
        };
    }

    /// <summary>Whether bytes are one JSON value.</summary>
    public static bool IsJson(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data, _options);
            var any = false;
            while (reader.Read())
            {
                any = true;
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueSpan.ContainsAnyInRange((byte)0x80, (byte)0xFF))
                {
                    // The reader checks the structure; only decoding checks the text.
                    _ = reader.GetString();
                }
            }

            return any;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>JSON without line breaks. They can only stand between tokens.</summary>
    public static ReadOnlyMemory<byte> OnOneLine(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return json;
        }

        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            document.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    private static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
}
