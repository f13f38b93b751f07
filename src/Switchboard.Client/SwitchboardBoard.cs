using System.Diagnostics.CodeAnalysis;
using Switchboard.Client.Boards;

namespace Switchboard.Client;

/// <summary>A live copy of a board, which outlives connections, and what can be done with its lines. Safe to use from any thread.</summary>
/// <remarks>Each change is sent with an idempotency key: where the connection is lost before the answer it is asked for again, and takes effect once.</remarks>
public sealed class SwitchboardBoard : IAsyncDisposable
{
    private readonly SwitchboardClient _client;
    private readonly BoardRequests _requests;

    internal SwitchboardBoard(SwitchboardClient client, MapSubscription subscription, BoardRequests requests)
    {
        _client = client;
        _requests = requests;
        Subscription = subscription;
    }

    /// <summary>The subscription to the board's channel: its state, its events, and its entries as they are.</summary>
    public MapSubscription Subscription { get; }

    /// <summary>The board's channel.</summary>
    public string Channel => Subscription.Channel;

    /// <summary>The title; empty for none, and before it is known.</summary>
    public string Title => Find(BoardEntry.BoardKey)?.Entry.Title ?? "";

    /// <summary>Those whom lines may be taken for; empty for anybody, and before they are known.</summary>
    public IReadOnlyList<string> Persons => Find(BoardEntry.BoardKey)?.Entry.Persons ?? [];

    /// <summary>The lines of this moment, in the order of their keys. Later changes do not touch what was returned.</summary>
    public IReadOnlyList<BoardLine> Lines => [.. Subscription.Entries.Select(BoardLine.Read).OfType<BoardLine>().Where(static line => !line.IsBoard)];

    /// <summary>Gets a line.</summary>
    /// <param name="line">Its key.</param>
    /// <param name="found">The line; null where it is not there.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGetLine(string line, [NotNullWhen(true)] out BoardLine? found)
    {
        found = line == BoardEntry.BoardKey ? null : Find(line);
        return found is not null;
    }

    /// <summary>Sets the handler of changes. The next one comes when its task has ended. It is told of the lines that are there, too.</summary>
    /// <param name="handler">Gets the line as it is; where it was removed, as it was, with <see cref="BoardLine.IsRemoved"/>. And a token that is cancelled when the client is disposed of.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void OnChanged(Func<BoardLine, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Subscription.OnChanged((change, cancellationToken) =>
        {
            var line = change.New is { } now ? BoardLine.Read(now) : change.Old is { } old ? BoardLine.Read(old) is { } gone ? gone with { IsRemoved = true } : null : null;
            return line is null ? ValueTask.CompletedTask : handler(line, cancellationToken);
        });
    }

    /// <summary>Waits until the lines are there and stay up to date.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the subscription.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    public Task ReadyAsync(CancellationToken cancellationToken = default) => Subscription.SubscribeAsync(cancellationToken);

    /// <summary>Takes a line, or renews a hold.</summary>
    /// <param name="line">The line's key.</param>
    /// <param name="options">For whom, and how; null for oneself.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the line was taken is not known then.</param>
    /// <exception cref="SwitchboardException">The hub refused it: with 413 somebody else holds the line, or it has changed, and is as <see cref="ErrorDetails.Current"/> says.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    public Task<BoardResult> TakeAsync(string line, BoardLineOptions? options = null, CancellationToken cancellationToken = default)
        => ActAsync("board_take", line, options, cancellationToken);

    /// <summary>Frees a line. One that is free already is no error.</summary>
    /// <param name="line">The line's key.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the line was freed is not known then.</param>
    /// <inheritdoc cref="TakeAsync"/>
    public Task<BoardResult> FreeAsync(string line, BoardLineOptions? options = null, CancellationToken cancellationToken = default)
        => ActAsync("board_free", line, options, cancellationToken);

    /// <summary>Writes the note of a line.</summary>
    /// <param name="line">The line's key.</param>
    /// <param name="note">The note; empty for none.</param>
    /// <param name="options">How; null for nothing out of the ordinary.</param>
    /// <param name="cancellationToken">Cancels the wait; whether the note was written is not known then.</param>
    /// <inheritdoc cref="TakeAsync"/>
    public Task<BoardResult> NoteAsync(string line, string note, BoardLineOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        return ActAsync("board_note", line, (options ?? BoardLineOptions.None) with { Note = note }, cancellationToken);
    }

    /// <summary>Reads a page of the changes of the board, which are its audit.</summary>
    /// <param name="options">Which; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection and none is being made.</exception>
    public Task<BoardHistoryPage> HistoryAsync(BoardHistoryOptions? options = null, CancellationToken cancellationToken = default)
        => _requests.HistoryAsync(Channel, options ?? BoardHistoryOptions.Default, cancellationToken);

    /// <summary>Asks who is looking at the board.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <inheritdoc cref="SwitchboardClient.GetPresenceAsync"/>
    public Task<IReadOnlyCollection<ClientInfo>> WatchersAsync(CancellationToken cancellationToken = default) => _client.GetPresenceAsync(Channel, cancellationToken);

    /// <inheritdoc cref="MapSubscription.DisposeAsync"/>
    public ValueTask DisposeAsync() => Subscription.DisposeAsync();

    private Task<BoardResult> ActAsync(string operation, string line, BoardLineOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(line);
        return _requests.ActAsync(operation, Channel, line, options ?? BoardLineOptions.None, cancellationToken);
    }

    private BoardLine? Find(string key) => Subscription.TryGetValue(key, out var entry) ? BoardLine.Read(entry) : null;
}
