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
internal sealed record BodyPiece(string Json, ErrorCode? Error = null);

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

    /// <summary>The reader of a request's body; null where it is of neither type.</summary>
    public static BodyPieces? Of(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) switch
    {
        true when type!.MediaType.Equals(Text, StringComparison.OrdinalIgnoreCase) => new TextPieces(request.BodyReader),
        true when type!.MediaType.Equals(Lines, StringComparison.OrdinalIgnoreCase) => new LinePieces(request.BodyReader),
        _ => null,
    };

    /// <summary>Waits for the next piece; null at the end of the body.</summary>
    /// <param name="maxBytes">The most bytes of a piece.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<BodyPiece?> NextAsync(int maxBytes, CancellationToken cancellationToken);
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
                return new BodyPiece($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
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

/// <summary>Pieces of lines: all that are whole, as one array.</summary>
internal sealed class LinePieces(PipeReader body) : BodyPieces(body)
{
    private long _line;

    /// <inheritdoc/>
    public override string Empty => "[]";

    /// <inheritdoc/>
    public override async ValueTask<BodyPiece?> NextAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var values = new StringBuilder("[");
        while (true)
        {
            var read = await Body.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            BodyPiece? failure = null;
            while (failure is null && TryTake(ref rest, read.IsCompleted, values, maxBytes, out failure))
            {
            }

            if (failure is null && rest.Length > maxBytes)
            {
                failure = Fail(_line + 1, $"is longer than {maxBytes} bytes (maxPayloadBytes)");
            }

            Body.AdvanceTo(rest.Start, rest.End);
            if (failure is not null || values.Length > 1)
            {
                return failure ?? new BodyPiece(values.Append(']').ToString());
            }

            if (read.IsCompleted && rest.IsEmpty)
            {
                return null;
            }
        }
    }

    // False where no more is there, or no more fits.
    private bool TryTake(ref ReadOnlySequence<byte> rest, bool isLast, StringBuilder values, int maxBytes, out BodyPiece? failure)
    {
        failure = null;
        var end = rest.PositionOf((byte)'\n');
        if (rest.IsEmpty || (end is null && !isLast))
        {
            return false;
        }

        var line = end is { } at ? rest.Slice(0, at) : rest;
        if (values.Length > 1 && values.Length + line.Length + 2 > maxBytes)
        {
            return false;
        }

        var after = end is { } found ? rest.GetPosition(1, found) : rest.End;
        _line++;
        var json = line.ToArray();
        if (json.AsSpan().Trim(" \t\r"u8).Length > 0)
        {
            if (!JsonBytes.IsValid(json))
            {
                failure = Fail(_line, "is not JSON in UTF-8");
                return true;
            }

            values.Append(values.Length > 1 ? "," : "").Append(Encoding.UTF8.GetString(json));
        }

        rest = rest.Slice(after);
        return true;
    }

    private static BodyPiece Fail(long line, string rule) => new("", ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: line {line} of the body {rule}",
        Details = new ErrorDetails { Field = "body" },
    });
}
