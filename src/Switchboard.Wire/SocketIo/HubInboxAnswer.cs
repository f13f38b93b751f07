using System.Buffers;
using System.Text.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>A page of an inbox as an answer has it: what is in base64 on other wires, its first binary messages have as attachments.</summary>
/// <remarks>Where something else on the page could be taken for an attachment, it stays in base64.</remarks>
/// <param name="Json">The answer.</param>
/// <param name="Attachments">The data of binary messages, in their order.</param>
public sealed record HubInboxAnswer(ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)
{
    // The page, its list, a message.
    private const int FieldDepth = 3;

    /// <summary>The answer of a page.</summary>
    /// <param name="page">The page: <c>messages</c> with <c>data</c> or <c>b64data</c>.</param>
    public static HubInboxAnswer Of(ReadOnlyMemory<byte> page)
    {
        if (page.Span.IndexOf("\"b64data\":\""u8) < 0 || SocketIoPlaceholders.IsIn(page.Span))
        {
            return new HubInboxAnswer(page, []);
        }

        var output = new ArrayBufferWriter<byte>(page.Length);
        var attachments = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(page.Span, new JsonReaderOptions { MaxDepth = 256 });
        var written = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != FieldDepth)
            {
                continue;
            }

            var field = (int)reader.TokenStartIndex;
            var isBinary = reader.ValueTextEquals("b64data"u8) && attachments.Count < SocketIoPlaceholders.MaxAttachments;
            reader.Read();
            if (isBinary && reader.TokenType == JsonTokenType.String)
            {
                output.Write(page.Span[written..field]);
                WriteData(output, attachments.Count);
                attachments.Add(reader.GetBytesFromBase64());
                written = (int)reader.BytesConsumed;
            }
            else
            {
                reader.Skip();
            }
        }

        output.Write(page.Span[written..]);
        return new HubInboxAnswer(output.WrittenMemory, attachments);
    }

    private static void WriteData(ArrayBufferWriter<byte> output, int number)
    {
        output.Write("\"data\":"u8);
        using var writer = new Utf8JsonWriter(output);
        SocketIoPlaceholders.Write(writer, number);
    }
}
