using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>A message that a <see cref="InMemoryInboxStore"/> knows. Guarded by the store's lock.</summary>
internal sealed class MemoryMessage(InboxAppend append, MemoryInbox inbox, long number, DateTimeOffset now)
{
    // The message, its places in the tables of the store, and its sender.
    private const int Overhead = 500;

    /// <summary>The inbox that it is, or was, in.</summary>
    public MemoryInbox Inbox => inbox;

    public string Id { get; } = append.Id;

    /// <summary>Whose inbox it is.</summary>
    public string User { get; } = append.User;

    public string Kind { get; } = append.Kind;

    public MessageSender Sender { get; } = append.Sender;

    public long Number => number;

    public MessageState State { get; private set; }

    public bool IsUnread { get; private set; } = true;

    public bool IsArchived { get; private set; }

    /// <summary>Whether it has left the inbox, and only its id and state are remembered.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Whether its sender is to be told of its state.</summary>
    public bool IsReceiptDue { get; set; }

    /// <summary>When it leaves the inbox, or when it is forgotten if it has.</summary>
    public DateTimeOffset DueAt { get; private set; } = Earlier(append.ExpiresAt, now + append.MaxAge);

    /// <summary>What it takes in memory.</summary>
    public int Bytes { get; private set; } = Overhead + PublicationSize.OfName(append.Id) + PublicationSize.Of(append.Publication);

    // What was appended is not kept as such: its payload would stay as long as its id is remembered.
    private DateTimeOffset? ExpiresAt { get; } = append.ExpiresAt;

    private bool WantsReceipts { get; } = append.WantsReceipts;

    private TimeSpan RememberFor { get; } = append.RememberFor;

    private DateTimeOffset? DeliveredAt { get; set; }

    private DateTimeOffset? ReadAt { get; set; }

    private DateTimeOffset? EndedAt { get; set; }

    private Publication? Publication { get; set; } = append.Publication with { Time = now };

    private DateTimeOffset AcceptedAt { get; } = now;

    /// <summary>Notes what the user's side did. False where it was done before, or the message has gone.</summary>
    public bool Mark(InboxMark mark, DateTimeOffset at)
    {
        var isNews = !IsGone && mark switch
        {
            InboxMark.Delivered => State == MessageState.Accepted,
            InboxMark.Read => IsUnread,
            InboxMark.Archived => !IsArchived,
            _ => true,
        };
        if (!isNews)
        {
            return false;
        }

        Advance(mark is InboxMark.Read or InboxMark.Archived ? MessageState.Read : MessageState.Delivered, at);
        IsUnread &= mark == InboxMark.Delivered;
        IsArchived |= mark == InboxMark.Archived;
        if (mark == InboxMark.Deleted)
        {
            Leave(at);
        }

        return true;
    }

    /// <summary>Its time in the inbox is over.</summary>
    /// <param name="at">When that was.</param>
    public void End(DateTimeOffset at)
    {
        if (State == MessageState.Accepted)
        {
            State = ExpiresAt <= at ? MessageState.Expired : MessageState.Failed;
            EndedAt = at;
            IsReceiptDue = WantsReceipts;
        }

        Leave(at);
    }

    public InboxMessage ToMessage() => new()
    {
        Id = Id,
        Number = Number,
        Sender = Sender,
        Publication = Publication!,
        State = State,
        IsArchived = IsArchived,
        ExpiresAt = ExpiresAt,
    };

    public MessageReceipt ToReceipt() => new()
    {
        Id = Id,
        Sender = Sender,
        User = User,
        State = State,
        AcceptedAt = AcceptedAt,
        DeliveredAt = DeliveredAt,
        ReadAt = ReadAt,
        EndedAt = EndedAt,
    };

    private void Advance(MessageState state, DateTimeOffset at)
    {
        if (State >= state)
        {
            return;
        }

        State = state;
        DeliveredAt ??= at;
        ReadAt = state == MessageState.Read ? at : ReadAt;
        IsReceiptDue = WantsReceipts;
    }

    private void Leave(DateTimeOffset at)
    {
        (IsGone, IsUnread, Publication) = (true, false, null);
        Bytes = Overhead + PublicationSize.OfName(Id);
        DueAt = at + RememberFor;
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;
}
