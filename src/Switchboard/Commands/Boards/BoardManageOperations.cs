using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Boards;
using Switchboard.Commands.Access;
using Switchboard.Results;

namespace Switchboard.Commands.Boards;

/// <summary><c>board_create</c>.</summary>
internal sealed class BoardCreateOperation(BoardManager boards)
    : Operation<BoardCreateRequest, BoardChangesResult>("board_create", OperationJsonContext.Default.BoardCreateRequest, OperationJsonContext.Default.BoardChangesResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardChangesResult>> ExecuteAsync(OperationCaller caller, BoardCreateRequest request, CancellationToken cancellationToken)
    {
        var board = new BoardDefinition
        {
            Title = request.Title,
            Persons = request.Persons,
            Lines = BoardRequests.LinesOf(request.Lines),
            Csv = request.Csv,
            Replace = request.Replace ?? false,
            Force = request.Force ?? false,
        };
        return BoardRequests.ResultOf(await boards.CreateAsync(BoardRequests.ActorOf(caller), request.Channel ?? "", board, cancellationToken));
    }
}

/// <summary><c>board_change</c>.</summary>
internal sealed class BoardChangeOperation(BoardManager boards)
    : Operation<BoardChangeRequest, BoardChangesResult>("board_change", OperationJsonContext.Default.BoardChangeRequest, OperationJsonContext.Default.BoardChangesResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardChangesResult>> ExecuteAsync(OperationCaller caller, BoardChangeRequest request, CancellationToken cancellationToken)
    {
        var change = new BoardModification
        {
            Title = request.Title,
            Persons = request.Persons,
            Add = BoardRequests.LinesOf(request.Add),
            Rename = BoardRequests.LinesOf(request.Rename),
            Remove = request.Remove,
            Force = request.Force ?? false,
        };
        return BoardRequests.ResultOf(await boards.ChangeAsync(BoardRequests.ActorOf(caller), request.Channel ?? "", change, cancellationToken));
    }
}

/// <summary><c>board_delete</c>.</summary>
internal sealed class BoardDeleteOperation(BoardManager boards)
    : Operation<BoardDeleteRequest, BoardChangesResult>("board_delete", OperationJsonContext.Default.BoardDeleteRequest, OperationJsonContext.Default.BoardChangesResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<BoardChangesResult>> ExecuteAsync(OperationCaller caller, BoardDeleteRequest request, CancellationToken cancellationToken)
        => BoardRequests.ResultOf(await boards.DeleteAsync(BoardRequests.ActorOf(caller), request.Channel ?? "", request.Force ?? false, cancellationToken));
}

/// <summary>Names the channel of a board.</summary>
internal abstract record BoardFields : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Channel];

    [Description("The board's channel, in a namespace with the option board.")]
    [Required]
    public string? Channel { get; init; }
}

/// <summary>Creates a board, or adds to one.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BoardCreateRequest : BoardFields
{
    [Description("The title. Absent, none, or as it is.")]
    public string? Title { get; init; }

    [Description("Those whom lines may be taken for, where the namespace says boardHolder: named. Empty for anybody; absent, anybody, or as it is.")]
    public List<string>? Persons { get; init; }

    [Description("The lines. One that is there already keeps its hold, and has these names from now on.")]
    public List<BoardLineItem>? Lines { get; init; }

    [Description("The lines as CSV, in place of lines: main;sub or main;sub;line, with semicolons, tabs or commas, as the first line has them.")]
    public string? Csv { get; init; }

    [Description("Whether lines are removed that are not named here. Where one of them is held, that is error 413, and nothing is changed.")]
    public bool? Replace { get; init; }

    [Description("Whether lines are removed that are held.")]
    public bool? Force { get; init; }
}

/// <summary>Changes a board.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BoardChangeRequest : BoardFields
{
    [Description("Another title; empty for none.")]
    public string? Title { get; init; }

    [Description("Other persons; empty for anybody.")]
    public List<string>? Persons { get; init; }

    [Description("Lines to add; those that are there already stay as they are.")]
    public List<BoardLineItem>? Add { get; init; }

    [Description("Lines that are to have other names, by their keys. Holds go on.")]
    public List<BoardLineItem>? Rename { get; init; }

    [Description("The keys of lines to remove.")]
    public List<string>? Remove { get; init; }

    [Description("Whether lines are removed that are held; else that is error 413, and nothing is changed.")]
    public bool? Force { get; init; }
}

/// <summary>Deletes a board.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BoardDeleteRequest : BoardFields
{
    [Description("Whether lines are removed that are held; else that is error 413, and nothing is changed.")]
    public bool? Force { get; init; }
}

/// <summary>The names of a line.</summary>
internal sealed record BoardLineItem
{
    [Description("The name of what the line belongs to.")]
    public string? Main { get; init; }

    [Description("The name of the line within that; absent for none.")]
    public string? Sub { get; init; }

    [Description("The key of the line, which never changes. Absent, it is made of the names: main/sub.")]
    public string? Line { get; init; }
}

/// <summary>What a change of a board came to.</summary>
internal sealed record BoardChangesResult
{
    [Description("How many lines were added.")]
    public required int Added { get; init; }

    [Description("How many lines were renamed.")]
    public required int Renamed { get; init; }

    [Description("How many lines were removed.")]
    public required int Removed { get; init; }

    [Description("How many lines there are now.")]
    public required int Lines { get; init; }
}
