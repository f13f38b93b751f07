using System.Text.Json;
using static Switchboard.Client.JsonFields;

namespace Switchboard.Client.Boards;

/// <summary>The payloads of the operations of boards: JSON in either encoding.</summary>
internal static class BoardCodec
{
    /// <summary>Writes <c>sb.board_take</c>, <c>sb.board_free</c> or <c>sb.board_note</c>.</summary>
    public static ReadOnlyMemory<byte> WriteAct(string channel, string line, BoardLineOptions options) => Write(writer =>
    {
        writer.WriteString("channel", channel);
        writer.WriteString("line", line);
        if (options.For is { } named)
        {
            writer.WriteString("for", named);
        }

        if (options.Note is { } note)
        {
            writer.WriteString("note", note);
        }

        if (options.TakeOver)
        {
            writer.WriteBoolean("take_over", true);
        }

        if (options.Expected is var (offset, epoch))
        {
            writer.WriteNumber("expected_offset", offset);
            WriteOptional(writer, "expected_epoch", epoch);
        }

        WriteOptional(writer, "idempotency_key", options.IdempotencyKey);
    });

    /// <summary>Writes <c>sb.board_history</c>.</summary>
    public static ReadOnlyMemory<byte> WriteHistory(string channel, BoardHistoryOptions options) => Write(writer =>
    {
        writer.WriteString("channel", channel);
        WriteOptional(writer, "line", options.Line);
        WriteOptional(writer, "user", options.User);
        WriteOptional(writer, "op", options.Op);
        WriteNumber(writer, "from", options.From?.ToUnixTimeMilliseconds());
        WriteNumber(writer, "until", options.Until?.ToUnixTimeMilliseconds());
        writer.WriteBoolean("oldest_first", options.OldestFirst);
        WriteOptional(writer, "cursor", options.Cursor);
        writer.WriteNumber("limit", options.Limit);
    });

    /// <summary>Writes <c>sb.boards</c>.</summary>
    public static ReadOnlyMemory<byte> WriteList(string? cursor, int limit) => Write(writer =>
    {
        WriteOptional(writer, "cursor", cursor);
        writer.WriteNumber("limit", limit);
    });

    /// <summary>Reads what a change of a line came to.</summary>
    public static BoardResult ReadResult(JsonElement answer)
    {
        var reason = ReadText(answer, "suppress_reason");
        return new BoardResult(ReadLine(answer, ReadText(answer, "epoch")), reason.Length == 0 ? null : reason);
    }

    /// <summary>Reads a page of history.</summary>
    public static BoardHistoryPage ReadHistory(JsonElement answer)
    {
        var epoch = ReadText(answer, "epoch");
        return new BoardHistoryPage([.. answer.GetProperty("changes").EnumerateArray().Select(change => ReadLine(change, epoch))], CursorOf(answer));
    }

    /// <summary>Reads a page of boards.</summary>
    public static BoardList ReadList(JsonElement answer) => new([.. answer.GetProperty("boards").EnumerateArray().Select(ReadBoard)], CursorOf(answer));

    private static BoardInfo ReadBoard(JsonElement board) => new(ReadText(board, "channel"), ReadText(board, "title"), ReadNumber(board, "lines") ?? 0)
    {
        Persons = board.TryGetProperty("persons", out var persons) ? [.. persons.EnumerateArray().Select(static person => person.GetString() ?? "")] : [],
    };

    private static BoardLine ReadLine(JsonElement line, string epoch) => new(
        ReadText(line, "line"),
        BoardEntry.Read(ReadData(line)) ?? throw new JsonException(),
        new Position((ulong)(ReadNumber(line, "offset") ?? 0), epoch),
        ReadTime(line, "time") ?? default)
    {
        IsRemoved = line.TryGetProperty("removed", out var removed) && removed.ValueKind == JsonValueKind.True,
    };

    private static string? CursorOf(JsonElement answer) => ReadText(answer, "cursor") is { Length: > 0 } cursor ? cursor : null;
}
