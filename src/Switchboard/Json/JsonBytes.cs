using System.Text.Json;
using System.Text.Unicode;

namespace Switchboard.Json;

/// <summary>Checks JSON that goes on as the bytes it came in.</summary>
internal static class JsonBytes
{
    // Deep JSON is JSON all the same, not binary: how deep it may be is JsonDepth's affair.
    private static readonly JsonReaderOptions _options = new() { MaxDepth = int.MaxValue };

    /// <summary>Whether bytes are one JSON value.</summary>
    public static bool IsValid(ReadOnlySpan<byte> data)
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
}

/// <summary>Checks JSON that the application made, before it goes on the wire as it is.</summary>
internal static class ApplicationJson
{
    /// <summary>The JSON on one line; empty stays empty.</summary>
    /// <exception cref="SwitchboardException">It is no JSON.</exception>
    public static ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return json;
        }

        return JsonBytes.IsValid(json.Span) ? JsonBytes.OnOneLine(json) : throw new SwitchboardException(ErrorCodes.BadRequest);
    }
}
