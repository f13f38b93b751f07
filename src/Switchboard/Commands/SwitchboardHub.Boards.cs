using Switchboard.Boards;
using Switchboard.Commands.Boards;

namespace Switchboard.Commands;

/// <content>Boards.</content>
internal sealed partial class SwitchboardHub
{
    private static readonly BoardActor _server = BoardRequests.ActorOf(OperationCaller.Server);

    /// <inheritdoc/>
    public async ValueTask<BoardChanges> BoardCreateAsync(string channel, BoardDefinition board, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(board);
        return ValueOf(await boards.Manager.CreateAsync(_server, channel, board, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<BoardChanges> BoardChangeAsync(string channel, BoardModification change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(change);
        return ValueOf(await boards.Manager.ChangeAsync(_server, channel, change, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<BoardChanges> BoardDeleteAsync(string channel, bool force = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return ValueOf(await boards.Manager.DeleteAsync(_server, channel, force, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<BoardList> BoardListAsync(string? cursor = null, int limit = 0, CancellationToken cancellationToken = default)
        => ValueOf(await boards.Reader.ListAsync(_server, cursor, limit, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<BoardResult> BoardTakeAsync(string channel, string line, BoardLineOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ValueOf(await boards.Keeper.TakeAsync(_server, ActOf(channel, line, options), cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<BoardResult> BoardFreeAsync(string channel, string line, BoardLineOptions? options = null, CancellationToken cancellationToken = default)
        => ValueOf(await boards.Keeper.FreeAsync(_server, ActOf(channel, line, options), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<BoardResult> BoardNoteAsync(string channel, string line, string note, BoardLineOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        return ValueOf(await boards.Keeper.NoteAsync(_server, ActOf(channel, line, options) with { Note = note }, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<BoardHistoryPage> BoardHistoryAsync(string channel, BoardHistoryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return ValueOf(await boards.Reader.ReadAsync(_server, channel, options ?? BoardHistoryOptions.Default, cancellationToken));
    }

    private static BoardAct ActOf(string channel, string line, BoardLineOptions? options)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(line);
        return BoardAct.Of(channel, line, options);
    }
}

/// <summary>What server code does with boards.</summary>
internal sealed record BoardServices(BoardManager Manager, BoardKeeper Keeper, BoardReader Reader);
