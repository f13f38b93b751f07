using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>The messages of one user, oldest first. Guarded by the store's lock.</summary>
internal sealed class MemoryInbox
{
    private readonly List<MemoryMessage> _messages = [];

    /// <summary>How many messages are in it.</summary>
    public int Count => _messages.Count;

    /// <summary>How many of them are unread.</summary>
    public int Unread { get; set; }

    /// <summary>The oldest message.</summary>
    public MemoryMessage Oldest => _messages[0];

    /// <summary>Takes a message in.</summary>
    public MemoryMessage Add(InboxAppend append, long number, DateTimeOffset now)
    {
        var message = new MemoryMessage(append, this, number, now);
        _messages.Add(message);
        Unread++;
        return message;
    }

    /// <summary>Takes a message out.</summary>
    public void Remove(MemoryMessage message)
    {
        var index = _messages.BinarySearch(message, Comparer<MemoryMessage>.Create(static (one, other) => one.Number.CompareTo(other.Number)));
        if (index >= 0)
        {
            _messages.RemoveAt(index);
        }
    }

    /// <summary>Reads a page.</summary>
    public InboxPage Read(InboxRead read)
    {
        if (read.Limit <= 0)
        {
            return new InboxPage([], Unread, 0);
        }

        var messages = new List<InboxMessage>();
        var (bytes, last) = (0L, 0L);
        foreach (var found in Selected(read))
        {
            var message = found.ToMessage();
            bytes += message.Publication.ApproximateBytes;
            if (messages.Count == read.Limit || (messages.Count > 0 && bytes > read.MaxBytes))
            {
                return new InboxPage(messages, Unread, last);
            }

            messages.Add(message);
            last = found.Number;
        }

        return new InboxPage(messages, Unread, 0);
    }

    private IEnumerable<MemoryMessage> Selected(InboxRead read)
    {
        var messages = read.OldestFirst ? _messages : Enumerable.Reverse(_messages);
        return messages.Where(message => IsLagging(message, read) && IsMeant(message, read.Filter) && (read.Kind is null || message.Kind == read.Kind));
    }

    private static bool IsLagging(MemoryMessage message, InboxRead read)
        => read.Cursor == 0 || (read.OldestFirst ? message.Number > read.Cursor : message.Number < read.Cursor);

    private static bool IsMeant(MemoryMessage message, InboxFilter filter) => filter switch
    {
        InboxFilter.Current => !message.IsArchived,
        InboxFilter.Unread => message.IsUnread,
        InboxFilter.Archived => message.IsArchived,
        _ => message.State == MessageState.Accepted,
    };
}
