using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Switchboard.Json;

namespace Switchboard.Api;

/// <summary>A piece of a body.</summary>
/// <param name="Json">What is appended.</param>
/// <param name="Error">Why nothing is; null where something is.</param>
internal sealed record BodyPiece(ReadOnlyMemory<byte> Json, ErrorCode? Error = null);

/// <summary>Reads a request's body piece by piece: what has arrived while the piece before was appended is one.</summary>
internal abstract class BodyPieces(PipeReader body)
{
    /// <summary>Text, of which strings are made.</summary>
    public const string Text = "text/plain";

    /// <summary>A JSON value on each line, of which arrays are made.</summary>
    public const string Lines = "application/x-ndjson";

    /// <summary>What the publication is before the first piece.</summary>
    public abstract string Empty { get; }

    /// <summary>The body.</summary>
    protected PipeReader Body => body;

    /// <summary>The reader of a request's body; null where it is of neither type, or not in UTF-8.</summary>
    public static BodyPieces? Of(HttpRequest request) => (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && IsUtf8(type)) switch
    {
        true when type!.MediaType.Equals(Text, StringComparison.OrdinalIgnoreCase) => new TextPieces(request.BodyReader),
        true when type!.MediaType.Equals(Lines, StringComparison.OrdinalIgnoreCase) => new LinePieces(request.BodyReader),
        _ => null,
    };

    /// <summary>Waits for the next piece; null at the end of the body.</summary>
    /// <param name="maxBytes">The most bytes of a piece.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<BodyPiece?> NextAsync(int maxBytes, CancellationToken cancellationToken);

    private static bool IsUtf8(MediaTypeHeaderValue type)
        => !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Pieces of text. A character that is split between two reads waits for its other half; what is no UTF-8 becomes U+FFFD.</summary>
internal sealed class TextPieces(PipeReader body) : BodyPieces(body)
{
    // The most bytes that escaping makes of one, in JSON.
    private const int Escaped = 6;
    private const int MostAtOnce = 65_536;

    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private bool _isOver;

    /// <inheritdoc/>
    public override string Empty => "\"\"";

    /// <inheritdoc/>
    public override async ValueTask<BodyPiece?> NextAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var most = Math.Clamp((maxBytes - 2) / Escaped, 1, MostAtOnce);
        while (!_isOver)
        {
            var read = await Body.ReadAsync(cancellationToken);
            var part = read.Buffer.Length > most ? read.Buffer.Slice(0, most) : read.Buffer;
            _isOver = read.IsCompleted && part.Length == read.Buffer.Length;
            var text = Decode(part);
            Body.AdvanceTo(part.End);
            if (text.Length > 0)
            {
                return new BodyPiece(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""));
            }
        }

        return null;
    }

    private string Decode(in ReadOnlySequence<byte> part)
    {
        var bytes = part.ToArray();
        var chars = new char[_decoder.GetCharCount(bytes, 0, bytes.Length, _isOver)];
        return new string(chars, 0, _decoder.GetChars(bytes, 0, bytes.Length, chars, 0, _isOver));
    }
}

/// <summary>Pieces of lines: all that are whole, and fit into one piece, as one array.</summary>
internal sealed class LinePieces(PipeReader body) : BodyPieces(body)
{
    // The brackets of an array.
    private const int Brackets = 2;
    private const int Comma = 1;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private long _line = 1;

    /// <inheritdoc/>
    public override string Empty => "[]";

    /// <inheritdoc/>
    public override async ValueTask<BodyPiece?> NextAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var values = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await Body.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            var failure = TakeLines(ref rest, read.IsCompleted, values, maxBytes - Brackets);
            if (values.WrittenCount > 0)
            {
                // The good lines first: what is wrong behind them is found again.
                Body.AdvanceTo(rest.Start);
                return new BodyPiece((byte[])[(byte)'[', .. values.WrittenSpan, (byte)']']);
            }

            Body.AdvanceTo(rest.Start, rest.End);
            if (failure is not null || (read.IsCompleted && rest.IsEmpty))
            {
                return failure;
            }
        }
    }

    /// <summary>Takes lines until no whole one is left, or the next has no room.</summary>
    /// <returns>What is wrong with the first that is left; null for nothing.</returns>
    private BodyPiece? TakeLines(ref ReadOnlySequence<byte> rest, bool isLast, ArrayBufferWriter<byte> values, int room)
    {
        while (!rest.IsEmpty)
        {
            var end = rest.PositionOf((byte)'\n');
            var line = end is { } at ? rest.Slice(0, at) : rest;
            if (line.Length > room)
            {
                return Fail($"is longer than {room} bytes: the values of a piece have maxPayloadBytes ({room + Brackets}), with the brackets around them", room);
            }

            if (end is null && !isLast)
            {
                return null;
            }

            var json = line.ToArray();
            var value = json.AsSpan();
            if (_line == 1 && value.StartsWith(ByteOrderMark))
            {
                value = value[ByteOrderMark.Length..];
            }

            value = value.Trim(" \t\r"u8);
            if (value.Length > 0)
            {
                if (values.WrittenCount > 0 && values.WrittenCount + Comma + value.Length > room)
                {
                    return null;
                }

                if (!JsonBytes.IsValid(value) || JsonDepth.Exceeds(value, JsonDepth.Readable / 2))
                {
                    return Fail("is not JSON in UTF-8, or nested too deep");
                }

                values.Write(values.WrittenCount > 0 ? ","u8 : []);
                values.Write(value);
            }

            _line++;
            rest = rest.Slice(end is { } found ? rest.GetPosition(1, found) : rest.End);
        }

        return null;
    }

    private BodyPiece Fail(string rule, int limit = 0) => new(default, ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: line {_line} of the body {rule}",
        Details = new ErrorDetails { Field = "body", Reason = limit > 0 ? "maxPayloadBytes" : "", Limit = limit },
    });
}
