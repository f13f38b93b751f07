using Switchboard.Extensibility;
using Switchboard.InMemory;

namespace Switchboard.Tests.Wires;

/// <summary>Inboxes in memory that count as durable, and cannot be read at first.</summary>
internal sealed class DurableInbox(TimeProvider time, int failures) : IDurableInboxStore
{
    private readonly InMemoryInboxStore _inner = new(time, static () => (1000, 0));
    private int _failures = failures;

    public ValueTask<bool> AppendAsync(InboxAppend append, CancellationToken cancellationToken) => _inner.AppendAsync(append, cancellationToken);

    public ValueTask<InboxPage> ReadAsync(string user, InboxRead read, CancellationToken cancellationToken) => Interlocked.Decrement(ref _failures) >= 0
        ? throw new SwitchboardException(ErrorCodes.NotAvailable with { Temporary = true })
        : _inner.ReadAsync(user, read, cancellationToken);

    public ValueTask<InboxMarked> MarkAsync(string user, IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken)
        => _inner.MarkAsync(user, ids, mark, cancellationToken);

    public ValueTask<IReadOnlyList<MessageReceipt>> FindAsync(MessageSender sender, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        => _inner.FindAsync(sender, ids, cancellationToken);

    public ValueTask<IReadOnlyList<MessageReceipt>> ReadDueAsync(bool forServices, int limit, CancellationToken cancellationToken)
        => _inner.ReadDueAsync(forServices, limit, cancellationToken);

    public ValueTask SettleAsync(IReadOnlyCollection<MessageReceipt> receipts, CancellationToken cancellationToken) => _inner.SettleAsync(receipts, cancellationToken);
}

/// <summary>Presence in memory that fails for one channel.</summary>
internal sealed class BrokenPresence(TimeProvider time, string broken) : IPresenceStore
{
    private readonly InMemoryPresenceStore _inner = new(time);

    public ValueTask AddAsync(string channel, ClientInfo client, TimeSpan timeToLive, CancellationToken cancellationToken)
        => channel == broken ? throw new IOException("The store is away.") : _inner.AddAsync(channel, client, timeToLive, cancellationToken);

    public ValueTask RemoveAsync(string channel, ClientInfo client, CancellationToken cancellationToken) => _inner.RemoveAsync(channel, client, cancellationToken);

    public ValueTask<IReadOnlyCollection<ClientInfo>> ListAsync(string channel, CancellationToken cancellationToken) => _inner.ListAsync(channel, cancellationToken);

    public ValueTask<PresenceStats> CountAsync(string channel, CancellationToken cancellationToken) => _inner.CountAsync(channel, cancellationToken);
}

/// <summary>Streams in memory that count as durable, without which no inbox may.</summary>
internal sealed class DurableStreams(TimeProvider time, bool isDamaged) : IDurableStreamStore
{
    private readonly InMemoryStreamStore _inner = new(time, static () => new InMemoryStreamLimits(1000));

    private InMemoryStreamStore Inner
        => isDamaged ? throw new SwitchboardException(ErrorCodes.NotAvailable with { Message = "not available: the durable store is damaged" }) : _inner;

    public ValueTask HoldNamespacesAsync(IReadOnlyCollection<string> namespaces, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
        => Inner.AppendAsync(append, sink, cancellationToken);

    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
        => Inner.ReadAsync(channel, retention, read, cancellationToken);

    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken) => Inner.RemoveHistoryAsync(channel, cancellationToken);

    public ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken)
        => Inner.ChangeAsync(change, sink, cancellationToken);

    public ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
        => Inner.ReadEntriesAsync(channel, retention, read, cancellationToken);

    public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken) => Inner.CountEntriesAsync(channel, cancellationToken);

    public ValueTask ClearAsync(string channel, CancellationToken cancellationToken) => Inner.ClearAsync(channel, cancellationToken);

    public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken)
        => Inner.ListExpiredEntriesAsync(limit, cancellationToken);

    public ValueTask<StreamSlice> ReadWholesAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken)
        => Inner.ReadWholesAsync(channel, retention, read, cancellationToken);

    public ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken) => Inner.FindIdAsync(channel, position, cancellationToken);

    public ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken)
        => Inner.ListOverdueAsync(limit, cancellationToken);

    public ValueTask ForgetWholesAsync(string channel, CancellationToken cancellationToken)
        => Inner.ForgetWholesAsync(channel, cancellationToken);
}
