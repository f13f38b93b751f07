using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>Checks data before it is sent.</summary>
internal static class JsonData
{
    // How deep data may be nested is said by the server.
    private const int MaxDepth = 60_000;

    private static readonly byte[] _byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Checks whether text is JSON.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="problem">What is wrong with it, as a note.</param>
    /// <returns>Whether it is one value of JSON.</returns>
    public static bool IsJson(ReadOnlySequence<byte> text, out string problem)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    // Only so does the reader look whether the text is UTF-8.
                    _ = reader.GetString();
                }
            }

            problem = "";
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            problem = exception is JsonException { BytePositionInLine: { } column, LineNumber: { } line } ? (line == 0 ? $"at byte {column + 1}" : $"at line {line + 1}, byte {column + 1}") : "its text is not UTF-8";
            return false;
        }
    }

    /// <summary>Text as a string of JSON.</summary>
    public static byte[] OfText(ReadOnlySequence<byte> text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStringValue(Encoding.UTF8.GetString(text));
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The text without the byte order mark that some editors put before it.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) => text.Span.StartsWith(_byteOrderMark) ? text[_byteOrderMark.Length..] : text;
}
