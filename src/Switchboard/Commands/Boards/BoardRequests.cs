using Switchboard.Boards;
using Switchboard.Commands.Maps;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Boards;

/// <summary>Reads what operations about boards share, and writes what they answer with.</summary>
internal static class BoardRequests
{
    /// <summary>Who asks.</summary>
    public static BoardActor ActorOf(OperationCaller caller) => new(caller.Principal, caller.Connection, caller.Actor);

    /// <summary>What is to be done with a line.</summary>
    public static Result<BoardAct> ActOf(BoardLineFields fields)
    {
        var expected = MapRequestReader.ExpectedOf(fields.ExpectedOffset, fields.ExpectedEpoch);
        return expected.IsSuccess
            ? new BoardAct(fields.Channel ?? "", fields.Line ?? "") { For = fields.For, Expected = expected.Value, IdempotencyKey = RequestReader.TextOf(fields.IdempotencyKey) }
            : expected.As<BoardAct>();
    }

    /// <summary>The lines of a request; null where it has none.</summary>
    public static IReadOnlyList<BoardLineName>? LinesOf(IReadOnlyList<BoardLineItem>? lines)
        => lines is null ? null : [.. lines.Select(static line => new BoardLineName(line?.Main ?? "", line?.Sub ?? "") { Line = RequestReader.TextOf(line?.Line) })];

    /// <summary>Reads a time in Unix milliseconds; 0 or absent is none.</summary>
    public static Result<DateTimeOffset?> TimeOf(string field, long? milliseconds)
    {
        if (milliseconds is null or 0)
        {
            return default(DateTimeOffset?);
        }

        return milliseconds > 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value)
            : InvalidField.Of(field, "must be a time in Unix milliseconds");
    }

    /// <summary>What a change of a board came to.</summary>
    public static Result<BoardChangesResult> ResultOf(in Result<BoardChanges> outcome) => outcome.Value is { } changes
        ? new BoardChangesResult { Added = changes.Added, Renamed = changes.Renamed, Removed = changes.Removed, Lines = changes.Lines }
        : outcome.As<BoardChangesResult>();

    /// <summary>What a change of a line came to.</summary>
    public static Result<BoardLineResult> ResultOf(in Result<BoardResult> outcome) => outcome.Value is { } result
        ? new BoardLineResult
        {
            Line = result.Line.Line,
            Data = new RawJson(result.Line.Entry.ToJson()),
            Offset = result.Line.Position.Offset,
            Epoch = result.Line.Position.Epoch,
            Time = result.Line.Time.ToUnixTimeMilliseconds(),
            Suppressed = result.Suppressed is null ? null : true,
            SuppressReason = result.Suppressed,
        }
        : outcome.As<BoardLineResult>();
}
