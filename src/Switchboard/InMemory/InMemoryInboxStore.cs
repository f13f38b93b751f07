using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Inboxes in this process: gone when it ends.</summary>
public sealed class InMemoryInboxStore : IInboxStore
{
    private readonly TimeProvider _time;
    private readonly Func<(int Messages, long Bytes)> _limits;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MemoryInbox> _inboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<MemoryMessage>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<MemoryMessage> _byAge = [];
    private readonly ExpiryQueue<MemoryMessage, DateTimeOffset> _ends;
    private readonly HashSet<MemoryMessage> _due = [];
    private readonly HashSet<MemoryMessage> _dueToServices = [];
    private long _last;
    private long _bytes;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The time by which messages age.</param>
    /// <param name="limits">How many messages are known at most, those included that have left their inbox and are remembered, and how many bytes they may take; 0 for any number. Asked at each new one, which then pushes out the oldest.</param>
    public InMemoryInboxStore(TimeProvider time, Func<(int Messages, long Bytes)> limits)
    {
        (_time, _limits) = (time, limits);
        _ends = new ExpiryQueue<MemoryMessage, DateTimeOffset>(
            (message, at) => message.DueAt == at && _known.TryGetValue(message.Id, out var node) && node.Value == message);
    }

    /// <summary>How many bytes the known messages take.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>How many messages are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _known.Count;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> AppendAsync(InboxAppend append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        lock (_lock)
        {
            var now = ExpireLocked();
            return ValueTask.FromResult(!_known.ContainsKey(append.Id) && AddLocked(append, now));
        }
    }

    /// <inheritdoc/>
    public ValueTask<InboxPage> ReadAsync(string user, InboxRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        lock (_lock)
        {
            ExpireLocked();
            return ValueTask.FromResult(_inboxes.TryGetValue(user, out var inbox) ? inbox.Read(read) : new InboxPage([], 0, 0));
        }
    }

    /// <inheritdoc/>
    public ValueTask<InboxMarked> MarkAsync(string user, IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        lock (_lock)
        {
            var now = ExpireLocked();
            if (!_inboxes.TryGetValue(user, out var inbox))
            {
                return ValueTask.FromResult(new InboxMarked([], 0));
            }

            string[] changed = [.. ids.Where(id => _known.TryGetValue(id, out var node) && node.Value.Inbox == inbox && MarkLocked(node.Value, mark, now))];
            return ValueTask.FromResult(new InboxMarked(changed, inbox.Unread));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageReceipt>> FindAsync(MessageSender sender, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        lock (_lock)
        {
            ExpireLocked();
            var found = ids.Where(id => _known.TryGetValue(id, out var node) && node.Value.Sender == sender);
            return ValueTask.FromResult<IReadOnlyList<MessageReceipt>>([.. found.Select(id => _known[id].Value.ToReceipt())]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageReceipt>> ReadDueAsync(bool forServices, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<MessageReceipt>>([.. (forServices ? _dueToServices : _due).Take(limit).Select(static message => message.ToReceipt())]);
        }
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(IReadOnlyCollection<MessageReceipt> receipts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        lock (_lock)
        {
            foreach (var receipt in receipts)
            {
                if (_known.TryGetValue(receipt.Id, out var node) && node.Value.State == receipt.State)
                {
                    node.Value.IsReceiptDue = false;
                    DueFor(node.Value).Remove(node.Value);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Drops what is past its time. Called now and then; everything else does it by itself.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            ExpireLocked();
        }
    }

    private HashSet<MemoryMessage> DueFor(MemoryMessage message) => message.Sender.HasInbox ? _due : _dueToServices;

    private bool AddLocked(InboxAppend append, DateTimeOffset now)
    {
        if (!_inboxes.TryGetValue(append.User, out var inbox))
        {
            _inboxes[append.User] = inbox = new MemoryInbox();
        }

        var message = inbox.Add(append, ++_last, now);
        _known[append.Id] = _byAge.AddLast(message);
        _bytes += message.Bytes;
        _ends.Add(message, message.DueAt);
        while (inbox.Count > append.MaxMessages)
        {
            EndLocked(inbox.Oldest, now);
        }

        var (messages, bytes) = _limits();
        while (_known.Count > 1 && (_known.Count > messages || (bytes > 0 && _bytes > bytes)))
        {
            ForgetLocked(_byAge.First!.Value);
        }

        return true;
    }

    private bool MarkLocked(MemoryMessage message, InboxMark mark, DateTimeOffset now)
    {
        var (wasUnread, bytes) = (message.IsUnread, message.Bytes);
        if (!message.Mark(mark, now))
        {
            return false;
        }

        NoteLocked(message, wasUnread, bytes);
        return true;
    }

    private void EndLocked(MemoryMessage message, DateTimeOffset at)
    {
        var (wasUnread, bytes) = (message.IsUnread, message.Bytes);
        message.End(at);
        NoteLocked(message, wasUnread, bytes);
    }

    private void NoteLocked(MemoryMessage message, bool wasUnread, int bytesBefore)
    {
        _bytes += message.Bytes - bytesBefore;
        if (wasUnread && !message.IsUnread)
        {
            message.Inbox.Unread--;
        }

        if (message.IsReceiptDue)
        {
            DueFor(message).Add(message);
        }

        if (message.IsGone)
        {
            TakeOutLocked(message);
            _ends.Add(message, message.DueAt);
        }
    }

    private DateTimeOffset ExpireLocked()
    {
        var now = _time.GetUtcNow();
        while (_ends.TryTake(now, out var message, out var dueAt))
        {
            if (message.IsGone)
            {
                ForgetLocked(message);
            }
            else
            {
                EndLocked(message, dueAt);
            }
        }

        return now;
    }

    private void ForgetLocked(MemoryMessage message)
    {
        if (message.IsUnread)
        {
            message.Inbox.Unread--;
        }

        TakeOutLocked(message);
        DueFor(message).Remove(message);
        if (_known.Remove(message.Id, out var node))
        {
            _bytes -= message.Bytes;
            _byAge.Remove(node);
        }
    }

    private void TakeOutLocked(MemoryMessage message)
    {
        message.Inbox.Remove(message);
        if (message.Inbox.Count == 0 && _inboxes.GetValueOrDefault(message.User) == message.Inbox)
        {
            _inboxes.Remove(message.User);
        }
    }
}
