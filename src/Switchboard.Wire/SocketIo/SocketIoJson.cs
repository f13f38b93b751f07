using System.Text.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>Checks the JSON of packets and takes it apart, without making objects of it.</summary>
internal static class SocketIoJson
{
    private const int MaxAuthDepth = 64;

    // The deepest payload that the hub can be set to accept, with what is around it.
    private const int MaxDepth = 1_024;

    private static readonly JsonReaderOptions _options = new() { MaxDepth = MaxDepth };
    private static readonly JsonReaderOptions _auth = new() { MaxDepth = MaxAuthDepth };

    /// <summary>Whether there is nothing, or one object.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool IsObjectOrNothing(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return true;
        }

        var reader = new Utf8JsonReader(json, _auth);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        reader.Skip();
        return !reader.Read();
    }

    /// <summary>The name of an event: a string, or a number as some clients send it; null for anything else.</summary>
    public static string? ReadName(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, _options);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(json),
            _ => null,
        };
    }

    /// <summary>The elements of an array; null for anything else, or where a placeholder names an attachment that there is none of.</summary>
    /// <param name="json">The array.</param>
    /// <param name="attachments">How many attachments belong to it; 0 leaves placeholders to be ordinary objects.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ReadOnlyMemory<byte>[]? Split(ReadOnlyMemory<byte> json, int attachments)
    {
        var reader = new Utf8JsonReader(json.Span, _options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var elements = new List<ReadOnlyMemory<byte>>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            if (attachments == 0)
            {
                reader.Skip();
            }
            else if (!TrySkip(ref reader, attachments))
            {
                return null;
            }

            elements.Add(json[start..(int)reader.BytesConsumed]);
        }

        return reader.Read() ? null : [.. elements];
    }

    /// <summary>Passes over a value, and checks the placeholders in it.</summary>
    private static bool TrySkip(ref Utf8JsonReader reader, int attachments)
    {
        var depth = reader.CurrentDepth;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return true;
        }

        var (placeholders, marks) = (0, 0);
        do
        {
            if (reader.TokenType == JsonTokenType.StartObject && TryReadPlaceholder(reader, out var number))
            {
                if (number < 0 || number >= attachments)
                {
                    return false;
                }

                placeholders++;
            }

            var isMark = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("_placeholder"u8);
            reader.Read();
            marks += isMark && reader.TokenType == JsonTokenType.True ? 1 : 0;
        }
        while (reader.CurrentDepth > depth);

        // What other receivers would take for one, and is none here, is neither.
        return marks == placeholders;
    }

    /// <summary>Looks whether the object that begins here stands for an attachment. -1 where its number is none.</summary>
    internal static bool TryReadPlaceholder(Utf8JsonReader reader, out int number)
    {
        number = -1;
        var isPlaceholder = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMark = reader.ValueTextEquals("_placeholder"u8);
            var isNumber = reader.ValueTextEquals("num"u8);
            reader.Read();
            isPlaceholder |= isMark && reader.TokenType == JsonTokenType.True;
            if (isNumber)
            {
                number = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : -1;
            }

            // Placeholders are flat, so that looking at each object only as far as its first nesting is enough, and linear.
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return isPlaceholder;
            }
        }

        return isPlaceholder;
    }
}
