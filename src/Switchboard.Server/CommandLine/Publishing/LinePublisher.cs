using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>Publishes lines in their order: those that have come while the last request was under way go with the next one.</summary>
internal sealed class LinePublisher
{
    private const int ReadBytes = 65_536;
    private const int MaxLineBytes = 4_194_304;
    private const int MaxNamedProblems = 20;
    private const string Publish = "publish";

    private readonly CommandContext _context;
    private readonly ApiClient _api;
    private readonly WriteRequest _write;
    private readonly bool _asText;
    private readonly LineBatch _batch = new();
    private readonly LineProgress _progress;
    private bool _batchIsAllowed = true;
    private long _lines;
    private int _exitCode = ExitCodes.Success;

    /// <summary>Makes it.</summary>
    /// <param name="context">The command.</param>
    /// <param name="api">The server.</param>
    /// <param name="write">Writes the properties of the request that publishes a line.</param>
    /// <param name="asText">Whether the lines are text that becomes strings of JSON.</param>
    public LinePublisher(CommandContext context, ApiClient api, WriteRequest write, bool asText)
    {
        _context = context;
        _api = api;
        _write = write;
        _asText = asText;
        _progress = new LineProgress(context.Errors, TimeProvider.System);
    }

    /// <summary>Writes the properties of the request that publishes a line.</summary>
    /// <param name="writer">The request.</param>
    /// <param name="data">The line's data, in JSON.</param>
    /// <param name="line">The line's number.</param>
    public delegate void WriteRequest(Utf8JsonWriter writer, ReadOnlyMemory<byte> data, long line);

    /// <summary>Publishes every line that is not blank.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> PublishAsync(Stream input)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true));
        try
        {
            // Reading from a terminal cannot be cancelled, only left alone.
            for (var read = await ReadAsync(reader); ; read = await ReadAsync(reader))
            {
                var rest = TakeLines(read.Buffer, read.IsCompleted);
                var isMoreAtHand = _batch.IsFull && !rest.IsEmpty;
                reader.AdvanceTo(rest.Start, isMoreAtHand ? rest.Start : rest.End);
                await SendAsync();
                if (read.IsCompleted && rest.IsEmpty)
                {
                    _progress.Finish();
                    return _exitCode;
                }
            }
        }
        catch (CommandException exception)
        {
            _progress.Finish();
            throw new CommandException(exception.ExitCode, $"{exception.Message} {_progress.Published} lines were published for certain.");
        }
    }

    private async Task<ReadResult> ReadAsync(PipeReader reader) => await reader.ReadAsync(_context.Cancellation).AsTask().WaitAsync(_context.Cancellation);

    /// <summary>Takes whole lines until the batch is full.</summary>
    /// <returns>What is left.</returns>
    private ReadOnlySequence<byte> TakeLines(ReadOnlySequence<byte> buffer, bool isEnd)
    {
        while (!_batch.IsFull && !buffer.IsEmpty)
        {
            var end = buffer.PositionOf((byte)'\n');
            if (end is null && !isEnd)
            {
                return buffer.Length <= MaxLineBytes
                    ? buffer
                    : throw new CommandException(ExitCodes.Failure, $"Line {_lines + 1} is longer than {MaxLineBytes} bytes; break it up.");
            }

            Take(end is null ? buffer : buffer.Slice(0, end.Value));
            buffer = end is null ? buffer.Slice(buffer.End) : buffer.Slice(buffer.GetPosition(1, end.Value));
        }

        return buffer;
    }

    private void Take(ReadOnlySequence<byte> line)
    {
        _lines++;
        var text = new ReadOnlySequence<byte>(_lines == 1 ? JsonData.WithoutMark(line.ToArray()) : line.ToArray());
        var trimmed = Trim(text);
        if (trimmed.IsEmpty)
        {
            return;
        }

        if (_asText)
        {
            _batch.Add(_lines, new ReadOnlySequence<byte>(JsonData.OfText(trimmed)));
        }
        else if (JsonData.IsJson(trimmed, out var problem))
        {
            _batch.Add(_lines, trimmed);
        }
        else
        {
            Refuse($"Line {_lines} is no JSON ({problem}); add --text to send the lines as text.", ExitCodes.Failure);
        }
    }

    /// <summary>Cuts the end of the line, and a line of nothing but blanks to nothing.</summary>
    private static ReadOnlySequence<byte> Trim(ReadOnlySequence<byte> line)
    {
        var text = line.FirstSpan.TrimEnd("\r"u8);
        return text.Trim(" \t"u8).IsEmpty ? ReadOnlySequence<byte>.Empty : line.Slice(0, text.Length);
    }

    private async Task SendAsync()
    {
        if (_batch.Lines.Count == 0)
        {
            return;
        }

        if (_batchIsAllowed && _batch.Lines.Count > 1)
        {
            await SendBatchAsync();
        }

        foreach (var (number, data) in _batch.Lines)
        {
            await SendLineAsync(number, data);
        }

        _batch.Clear();
        _context.Output.Flush();
    }

    /// <summary>Sends the lines in one request, unless the key may only publish.</summary>
    private async Task SendBatchAsync()
    {
        var answer = await _api.BatchAsync(JsonText.ObjectBytes(WriteBatch), _context.Cancellation);
        if (!answer.TryGetProperty("replies", out var replies))
        {
            // The key may be for publishing alone, or the server for smaller batches.
            _batchIsAllowed = false;
            return;
        }

        var index = 0;
        foreach (var reply in replies.EnumerateArray())
        {
            var number = _batch.Lines[index++].Number;
            if (reply.TryGetProperty(Publish, out var result))
            {
                Accept(number, result);
            }
            else
            {
                Refuse($"Line {number}: {RemoteError.SentenceOf(reply)}", ExitCodes.Refused);
            }
        }

        _batch.Clear();
    }

    private void WriteBatch(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("commands");
        foreach (var (number, data) in _batch.Lines)
        {
            writer.WriteStartObject();
            writer.WriteStartObject(Publish);
            _write(writer, data, number);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private async Task SendLineAsync(long number, byte[] data)
    {
        try
        {
            Accept(number, await _api.CallAsync(Publish, writer => _write(writer, data, number), _context.Cancellation));
        }
        catch (CommandException exception) when (exception.ExitCode == ExitCodes.Refused)
        {
            Refuse($"Line {number}: {exception.Message}", ExitCodes.Refused);
        }
    }

    private void Accept(long number, JsonElement result)
    {
        _progress.Add();
        if (_context.Output.IsJson)
        {
            _context.Output.WriteObject(writer =>
            {
                writer.WriteNumber("line", number);
                Positions.Copy(result, writer);
            });
        }
    }

    private void Refuse(string sentence, int exitCode)
    {
        _exitCode = Math.Max(_exitCode, exitCode);
        if (_progress.AddRefused() <= MaxNamedProblems)
        {
            _progress.Say(sentence);
        }
    }
}
