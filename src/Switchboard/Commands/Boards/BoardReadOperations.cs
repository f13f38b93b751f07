using System.ComponentModel;
using System.Text.Json.Serialization;
using Switchboard.Boards;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Boards;

/// <summary><c>boards</c>.</summary>
internal sealed class BoardListOperation(BoardReader boards)
    : Operation<BoardListRequest, BoardListResult>("boards", OperationJsonContext.Default.BoardListRequest, OperationJsonContext.Default.BoardListResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardListResult>> ExecuteAsync(OperationCaller caller, BoardListRequest request, CancellationToken cancellationToken)
    {
        var outcome = await boards.ListAsync(BoardRequests.ActorOf(caller), RequestReader.TextOf(request.Cursor), request.Limit ?? 0, cancellationToken);
        return outcome.Value is { } page ? new BoardListResult { Boards = [.. page.Boards.Select(ItemOf)], Cursor = page.Cursor } : outcome.As<BoardListResult>();
    }

    private static BoardItem ItemOf(BoardInfo board) => new()
    {
        Channel = board.Channel,
        Title = RequestReader.TextOf(board.Title),
        Persons = board.Persons is { Count: > 0 } persons ? persons : null,
        Lines = board.Lines,
    };
}

/// <summary><c>board_history</c>.</summary>
internal sealed class BoardHistoryOperation(BoardReader boards)
    : Operation<BoardHistoryRequest, BoardHistoryResult>("board_history", OperationJsonContext.Default.BoardHistoryRequest, OperationJsonContext.Default.BoardHistoryResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardHistoryResult>> ExecuteAsync(OperationCaller caller, BoardHistoryRequest request, CancellationToken cancellationToken)
    {
        var (from, until) = (BoardRequests.TimeOf("from", request.From), BoardRequests.TimeOf("until", request.Until));
        if ((from.Error ?? until.Error) is { } unfit)
        {
            return unfit;
        }

        var options = new BoardHistoryOptions
        {
            Line = request.Line,
            User = request.User,
            Op = request.Op,
            From = from.Value,
            Until = until.Value,
            OldestFirst = request.OldestFirst ?? false,
            Cursor = request.Cursor,
            Limit = request.Limit ?? 0,
        };
        var outcome = await boards.ReadAsync(BoardRequests.ActorOf(caller), request.Channel ?? "", options, cancellationToken);
        return outcome.Value is { } page
            ? new BoardHistoryResult { Changes = [.. page.Changes.Select(ItemOf)], Epoch = page.Changes is [var first, ..] ? first.Position.Epoch : null, Cursor = page.Cursor }
            : outcome.As<BoardHistoryResult>();
    }

    private static BoardChangeItem ItemOf(BoardLine line) => new()
    {
        Line = line.Line,
        Data = new RawJson(line.Entry.ToJson()),
        Removed = line.IsRemoved ? true : null,
        Offset = line.Position.Offset,
        Time = line.Time.ToUnixTimeMilliseconds(),
    };
}

/// <summary>Asks for boards.</summary>
internal sealed record BoardListRequest
{
    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most boards to look at, up to 1000; 0 or absent is 100. Those that the caller may not follow are left out, so that a page may be shorter.")]
    public int? Limit { get; init; }
}

/// <summary>Boards: a page.</summary>
internal sealed record BoardListResult
{
    [Description("The boards, in the order of their channels.")]
    public required IReadOnlyList<BoardItem> Boards { get; init; }

    [Description("Asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}

/// <summary>A board.</summary>
internal sealed record BoardItem
{
    [Description("Its channel.")]
    public required string Channel { get; init; }

    [Description("Its title; absent for none.")]
    public string? Title { get; init; }

    [Description("Those whom lines may be taken for; absent for anybody.")]
    public IReadOnlyList<string>? Persons { get; init; }

    [Description("How many lines it has.")]
    public required long Lines { get; init; }
}

/// <summary>Asks for changes of a board.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BoardHistoryRequest : BoardFields
{
    [Description("Of this line; $board for the board itself.")]
    public string? Line { get; init; }

    [Description("Of this user or person: who holds or held the line, or did it, also as the changes name actors (key:crm).")]
    public string? User { get; init; }

    [Description("Of this kind: create, take, take_over, renew, free, note, remind, rename, remove or unknown.")]
    public string? Op { get; init; }

    [Description("From this time on, in Unix milliseconds.")]
    public long? From { get; init; }

    [Description("Before this time, in Unix milliseconds.")]
    public long? Until { get; init; }

    [Description("Whether the oldest come first.")]
    public bool? OldestFirst { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most changes to return, up to 1000; 0 or absent is 100. A page may be shorter, also empty, and there may be more while there is a cursor.")]
    public int? Limit { get; init; }
}

/// <summary>Changes of a board: a page.</summary>
internal sealed record BoardHistoryResult
{
    [Description("The changes, in the order asked for.")]
    public required IReadOnlyList<BoardChangeItem> Changes { get; init; }

    [Description("The epoch of their offsets; absent where there are none.")]
    public string? Epoch { get; init; }

    [Description("Asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}

/// <summary>A change of a board.</summary>
internal sealed record BoardChangeItem
{
    [Description("The key of the line; $board for the board itself.")]
    public required string Line { get; init; }

    [Description("The line as the change left it, with the change itself in change. Of a change with the op unknown, what of it is a line.")]
    public required RawJson Data { get; init; }

    [Description("Whether the change removed it; absent where it did not.")]
    public bool? Removed { get; init; }

    [Description("The offset of the change.")]
    public required ulong Offset { get; init; }

    [Description("When it was made, in Unix milliseconds.")]
    public required long Time { get; init; }
}
