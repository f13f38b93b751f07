using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Boards;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Boards;

/// <summary><c>board_take</c>.</summary>
internal sealed class BoardTakeOperation(BoardKeeper boards)
    : Operation<BoardTakeRequest, BoardLineResult>("board_take", OperationJsonContext.Default.BoardTakeRequest, OperationJsonContext.Default.BoardLineResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardLineResult>> ExecuteAsync(OperationCaller caller, BoardTakeRequest request, CancellationToken cancellationToken)
    {
        var act = BoardRequests.ActOf(request);
        return act.Value is { } take
            ? BoardRequests.ResultOf(await boards.TakeAsync(BoardRequests.ActorOf(caller), take with { Note = request.Note, TakeOver = request.TakeOver ?? false }, cancellationToken))
            : act.As<BoardLineResult>();
    }
}

/// <summary><c>board_free</c>.</summary>
internal sealed class BoardFreeOperation(BoardKeeper boards)
    : Operation<BoardFreeRequest, BoardLineResult>("board_free", OperationJsonContext.Default.BoardFreeRequest, OperationJsonContext.Default.BoardLineResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardLineResult>> ExecuteAsync(OperationCaller caller, BoardFreeRequest request, CancellationToken cancellationToken)
    {
        var act = BoardRequests.ActOf(request);
        return act.Value is { } free
            ? BoardRequests.ResultOf(await boards.FreeAsync(BoardRequests.ActorOf(caller), free with { Note = request.Note }, cancellationToken))
            : act.As<BoardLineResult>();
    }
}

/// <summary><c>board_note</c>.</summary>
internal sealed class BoardNoteOperation(BoardKeeper boards)
    : Operation<BoardNoteRequest, BoardLineResult>("board_note", OperationJsonContext.Default.BoardNoteRequest, OperationJsonContext.Default.BoardLineResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardLineResult>> ExecuteAsync(OperationCaller caller, BoardNoteRequest request, CancellationToken cancellationToken)
    {
        var act = BoardRequests.ActOf(request);
        return act.Value is { } note
            ? BoardRequests.ResultOf(await boards.NoteAsync(BoardRequests.ActorOf(caller), note with { Note = request.Note }, cancellationToken))
            : act.As<BoardLineResult>();
    }
}

/// <summary>Names a line, and what a change of it depends on.</summary>
internal abstract record BoardLineFields : BoardFields
{
    [Description("The key of the line.")]
    [Required]
    public string? Line { get; init; }

    [Description("Whom it is for. With boardHolder: principal a user, whom services alone may name; with named a person. Absent, oneself.")]
    public string? For { get; init; }

    [Description("The offset that the line must have, as it was seen. Another is error 413, with the line as it is.")]
    public ulong? ExpectedOffset { get; init; }

    [Description("The epoch of expected_offset.")]
    public string? ExpectedEpoch { get; init; }

    [Description("A key that makes a repeated change have no effect.")]
    public string? IdempotencyKey { get; init; }
}

/// <summary>Takes a line.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BoardTakeRequest : BoardLineFields
{
    [Description("Whether it is taken also from somebody else who holds it; else that is error 413, with the line as it is.")]
    public bool? TakeOver { get; init; }

    [Description("The note from now on; empty for none, absent for as it is.")]
    public string? Note { get; init; }
}

/// <summary>Frees a line.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BoardFreeRequest : BoardLineFields
{
    [Description("The note from now on; empty for none, absent for as it is.")]
    public string? Note { get; init; }
}

/// <summary>Writes a note.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BoardNoteRequest : BoardLineFields
{
    [Description("The note; empty for none.")]
    [Required]
    public string? Note { get; init; }
}

/// <summary>A line of a board as it is now.</summary>
internal sealed record BoardLineResult
{
    [Description("The key of the line.")]
    public required string Line { get; init; }

    [Description("The line: main, sub, holder, by, since, until, ends_soon, note and change.")]
    public required RawJson Data { get; init; }

    [Description("The offset of its newest change.")]
    public required ulong Offset { get; init; }

    [Description("The epoch of the channel.")]
    public required string Epoch { get; init; }

    [Description("When it was changed, in Unix milliseconds.")]
    public required long Time { get; init; }

    [Description("Whether nothing has changed; absent where something has.")]
    public bool? Suppressed { get; init; }

    [Description("Why nothing has: held, free or same, as it was so already, or idempotency.")]
    public string? SuppressReason { get; init; }
}
