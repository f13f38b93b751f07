using System.Text.Json;
using System.Text.Unicode;
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
        // The reader checks the structure, not the text of what it skips.
        if (!Utf8.IsValid(data))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(data, _options);
            var any = false;
            while (reader.Read())
            {
                any = true;
            }

            return any;
        }
        catch (JsonException)
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

        var line = new byte[json.Length];
        var length = 0;
        foreach (var character in json.Span)
        {
            if (character is not ((byte)'\n' or (byte)'\r'))
            {
                line[length++] = character;
            }
        }

        return line.AsMemory(0, length);
    }

    private static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
}
