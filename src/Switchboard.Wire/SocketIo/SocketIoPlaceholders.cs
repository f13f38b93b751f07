using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>What stands for attachments in the JSON of a packet, and what must not be taken for it.</summary>
/// <remarks>
/// Receivers look for placeholders in packets that have attachments, and in no others. There is no way to escape what looks like one, so
/// that JSON with such an object goes beside attachments as text: a string that holds it.
/// </remarks>
public static class SocketIoPlaceholders
{
    /// <summary>How many attachments an answer has at most: clients close the connection at more, unless they are told otherwise.</summary>
    public const int MaxAttachments = 10;

    // Above what the hub takes in: what is deep is found there, and here nothing may fail.
    private const int MaxDepth = 256;

    private const string Mark = "_placeholder";

    private static readonly JsonEncodedText _mark = JsonEncodedText.Encode(Mark);
    private static readonly JsonEncodedText _number = JsonEncodedText.Encode("num");
    private static readonly JsonReaderOptions _reading = new() { MaxDepth = MaxDepth };
    private static readonly JsonWriterOptions _writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a JSON value has an object in it that some client may take for a placeholder.</summary>
    /// <param name="json">The value.</param>
    public static bool IsIn(ReadOnlySpan<byte> json) => IsIn(json, isStrict: false);

    // What clients of protocol 4 take for one is any mark that is no nothing; what they all send is true.
    private static bool IsIn(ReadOnlySpan<byte> json, bool isStrict)
    {
        // Nothing else has the name: without escapes it stands there as it is.
        if (json.IndexOf("_placeholder"u8) < 0 && !json.Contains((byte)'\\'))
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, _reading);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && IsMark(ref reader) && (!isStrict || (reader.Read() && reader.TokenType == JsonTokenType.True)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>JSON as it may stand beside attachments.</summary>
    /// <param name="json">The value; empty for none.</param>
    public static ReadOnlyMemory<byte> Escape(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty || !IsIn(json.Span))
        {
            return json;
        }

        var output = new ArrayBufferWriter<byte>(json.Length + 16);
        using var writer = new Utf8JsonWriter(output, _writing);
        writer.WriteStringValue(json.Span);
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>A publication as it may stand beside attachments, but for its data.</summary>
    /// <param name="publication">The publication.</param>
    public static Publication Escape(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        var hasMarkInTags = publication.Tags?.ContainsKey(Mark) == true;
        var publisher = publication.Publisher;
        var hasMarkInInfo = publisher is not null && (IsIn(publisher.ConnectionInfo.Span) || IsIn(publisher.ChannelInfo.Span));
        if (!hasMarkInTags && !hasMarkInInfo)
        {
            return publication;
        }

        return publication with
        {
            Publisher = publisher is null
                ? null
                : publisher with { ConnectionInfo = Escape(publisher.ConnectionInfo), ChannelInfo = Escape(publisher.ChannelInfo) },
            Tags = hasMarkInTags ? publication.Tags!.Where(static tag => tag.Key != Mark).ToDictionary(StringComparer.Ordinal) : publication.Tags,
        };
    }

    /// <summary>Takes the binary value out that an event's object may have as <c>data</c>.</summary>
    /// <param name="json">The object.</param>
    /// <param name="attachments">The attachments of the packet; with none of them, nothing is a placeholder.</param>
    /// <param name="binary">The value; null where there is none.</param>
    /// <returns>False where there are binary values elsewhere.</returns>
    public static bool TryTakeData(ReadOnlyMemory<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments, out ReadOnlyMemory<byte>? binary)
    {
        ArgumentNullException.ThrowIfNull(attachments);
        binary = null;
        if (attachments.Count == 0 || !IsIn(json.Span, isStrict: true))
        {
            return true;
        }

        var reader = new Utf8JsonReader(json.Span, _reading);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isMark, isData) = (IsMark(ref reader), Is(ref reader, "data"u8));
            reader.Read();
            if (isMark && reader.TokenType == JsonTokenType.True)
            {
                return false;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var value = json.Span[start..(int)reader.BytesConsumed];
            var number = isData ? NumberOf(value) : -1;
            if (number < 0 ? IsIn(value, isStrict: true) : number >= attachments.Count)
            {
                return false;
            }

            // Of a name that is there twice, the last counts.
            if (isData)
            {
                binary = number < 0 ? (ReadOnlyMemory<byte>?)null : attachments[number];
            }
        }

        return true;
    }

    /// <summary>Reads the object that a reader stands at where it is a placeholder.</summary>
    /// <param name="reader">The reader, at the object's start.</param>
    /// <param name="number">The number of the attachment; -1 where it is none.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryRead(Utf8JsonReader reader, out int number) => SocketIoJson.TryReadPlaceholder(reader, out number);

    /// <summary>The number in a value that is a placeholder and nothing else; -1 for any other value.</summary>
    private static int NumberOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, _reading);
        reader.Read();
        var isMarked = false;
        var number = -1;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return -1;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isMark, isNumber) = (IsMark(ref reader), Is(ref reader, "num"u8));
            reader.Read();
            if (isMark && reader.TokenType == JsonTokenType.True)
            {
                isMarked = true;
            }
            else if (!isNumber || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out number))
            {
                return -1;
            }
        }

        return isMarked ? number : -1;
    }

    /// <summary>Writes a placeholder.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="number">The number of the attachment, from 0.</param>
    public static void Write(Utf8JsonWriter writer, int number)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteBoolean(_mark, true);
        writer.WriteNumber(_number, number);
        writer.WriteEndObject();
    }

    /// <summary>Whether a reader stands at the name of the property by which placeholders are known.</summary>
    /// <param name="reader">The reader.</param>
    public static bool IsMark(ref Utf8JsonReader reader) => Is(ref reader, "_placeholder"u8);

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no name of ours.
            return false;
        }
    }
}
