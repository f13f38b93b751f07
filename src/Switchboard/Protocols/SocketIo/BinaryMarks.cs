using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Binary values in JSON that is in the application's hands. On the wire they are placeholders; here they have a mark, which nobody else can make.</summary>
/// <remarks>
/// Placeholders mean nothing without their packet, and data may look like them. So bytes that are being written are marked with their number
/// in <see cref="AttachmentList"/>, and JSON that the application is given has the bytes behind the mark, so that it may be sent on.
/// </remarks>
internal static class BinaryMarks
{
    // Values of the application are written up to this depth.
    private const int MaxDepth = 1000;

    private static readonly string _name = $"bytes-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
    private static readonly byte[] _utf8Name = Encoding.ASCII.GetBytes(_name);
    private static readonly JsonReaderOptions _reading = new() { MaxDepth = MaxDepth };
    private static readonly JsonWriterOptions _writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value that is in the list of attachments.</summary>
    public static void Write(Utf8JsonWriter writer, int number)
    {
        writer.WriteStartObject();
        writer.WriteNumber(_utf8Name, number);
        writer.WriteEndObject();
    }

    /// <summary>JSON of a packet for the application to keep: placeholders have their bytes with them.</summary>
    public static ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
        => Replace(json, attachments, static (writer, bytes, number) =>
        {
            writer.WriteStartObject();
            writer.WriteBase64String(_utf8Name, bytes.Span);
            writer.WriteBoolean("_placeholder"u8, true);
            writer.WriteNumber("num"u8, number);
            writer.WriteEndObject();
        });

    /// <summary>JSON of a packet to be written into another one: its attachments are added to the list.</summary>
    public static ReadOnlyMemory<byte> Forward(ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
        => Replace(json, attachments, static (writer, bytes, _) => Write(writer, AttachmentList.Add(bytes)));

    /// <summary>Makes placeholders of what is marked. Data that looks like one goes as text beside them.</summary>
    /// <param name="arguments">JSON values with commas between them.</param>
    /// <param name="listed">The attachments that marks have the numbers of.</param>
    /// <exception cref="ArgumentException">What looks like a placeholder has binary values in it.</exception>
    public static EncodedArguments Resolve(ReadOnlyMemory<byte> arguments, IReadOnlyList<ReadOnlyMemory<byte>> listed)
    {
        if (arguments.Span.IndexOf(_utf8Name) < 0)
        {
            return new EncodedArguments(arguments, []);
        }

        byte[] json = [(byte)'[', .. arguments.Span, (byte)']'];
        var attachments = new List<ReadOnlyMemory<byte>>();
        var hasLookalikes = SocketIoPlaceholders.IsIn(json);
        var rewriting = new Rewriting(json);
        while (rewriting.Reader.Read())
        {
            if (rewriting.Reader.TokenType != JsonTokenType.StartObject)
            {
                continue;
            }

            if (BytesAt(rewriting.Reader, listed) is { } bytes)
            {
                rewriting.Replace(writer => SocketIoPlaceholders.Write(writer, attachments.Count));
                attachments.Add(bytes);
            }
            else if (hasLookalikes && IsLookalike(rewriting.Reader))
            {
                var text = TextAt(rewriting.Reader, json);
                rewriting.Replace(writer => writer.WriteStringValue(text.Span));
            }
        }

        return new EncodedArguments(rewriting.End()[1..^1], attachments);
    }

    private static ReadOnlyMemory<byte> Replace(
        ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments, Action<Utf8JsonWriter, ReadOnlyMemory<byte>, int> write)
    {
        var rewriting = new Rewriting(json);
        while (rewriting.Reader.Read())
        {
            if (rewriting.Reader.TokenType == JsonTokenType.StartObject && SocketIoPlaceholders.TryRead(rewriting.Reader, out var number)
                && number >= 0 && number < attachments.Count)
            {
                rewriting.Replace(writer => write(writer, attachments[number], number));
            }
        }

        return rewriting.End();
    }

    private static ReadOnlyMemory<byte>? BytesAt(Utf8JsonReader reader, IReadOnlyList<ReadOnlyMemory<byte>> listed)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(_utf8Name))
        {
            return null;
        }

        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? listed[reader.GetInt32()] : reader.GetBytesFromBase64();
    }

    /// <summary>Whether the object that a reader stands at may be taken for a placeholder.</summary>
    private static bool IsLookalike(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (SocketIoPlaceholders.IsMark(ref reader))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static ReadOnlyMemory<byte> TextAt(Utf8JsonReader reader, byte[] json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var text = json.AsMemory(start..(int)reader.BytesConsumed);
        return text.Span.IndexOf(_utf8Name) < 0
            ? text
            : throw new ArgumentException("An object with a property '_placeholder' cannot have bytes in it: clients would take it for bytes itself. Give the property another name.", nameof(json));
    }

    /// <summary>Copies JSON, and puts others in the place of some objects.</summary>
    [StructLayout(LayoutKind.Auto)]
    private ref struct Rewriting(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private readonly ArrayBufferWriter<byte> _output = new(json.Length + 64);
        private int _copied;

        public Utf8JsonReader Reader = new(json, _reading);

        /// <summary>Replaces the object that the reader stands at.</summary>
        public void Replace(Action<Utf8JsonWriter> write)
        {
            _output.Write(_json[_copied..(int)Reader.TokenStartIndex]);
            using (var writer = new Utf8JsonWriter(_output, _writing))
            {
                write(writer);
            }

            Reader.Skip();
            _copied = (int)Reader.BytesConsumed;
        }

        public readonly ReadOnlyMemory<byte> End()
        {
            _output.Write(_json[_copied..]);
            return _output.WrittenMemory;
        }
    }
}
