using Switchboard.Client.Boards;

namespace Switchboard.Client;

/// <content>Boards: lines that people take and free.</content>
public sealed partial class SwitchboardClient
{
    private readonly BoardRequests _boardRequests;

    /// <summary>Creates a live copy of a board and starts it. Without a connection, it subscribes with the next one.</summary>
    /// <param name="channel">The board's channel.</param>
    /// <exception cref="InvalidOperationException">There is a subscription to the channel.</exception>
    public SwitchboardBoard Board(string channel) => new(this, SubscribeMap(channel), _boardRequests);

    /// <summary>Lists the boards that this connection may follow.</summary>
    /// <param name="cursor">Where the page before ended; null for the beginning.</param>
    /// <param name="limit">The most boards to look at, up to 1000; 0 for 100.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    public Task<BoardList> BoardsAsync(string? cursor = null, int limit = 0, CancellationToken cancellationToken = default) => _boardRequests.ListAsync(cursor, limit, cancellationToken);
}
