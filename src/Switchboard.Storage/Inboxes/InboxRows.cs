using Switchboard.Extensibility;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Inboxes;

/// <summary>An inbox as the database has it.</summary>
internal sealed class InboxRow
{
    public long Id { get; set; }

    /// <summary>Whose it is.</summary>
    public string Owner { get; set; } = "";

    /// <summary>The number of the newest message that was ever in it.</summary>
    public long Last { get; set; }

    /// <summary>How many messages are in it.</summary>
    public long Messages { get; set; }

    /// <summary>How many of them are unread.</summary>
    public long Unread { get; set; }

    /// <summary>Keeps the counts in step with a message that changed.</summary>
    public void Count(MessagePlace before, MessagePlace after)
    {
        Unread -= before == MessagePlace.Unread && after != MessagePlace.Unread ? 1 : 0;
        Messages -= before != MessagePlace.Gone && after == MessagePlace.Gone ? 1 : 0;
    }
}

/// <summary>A message as the database has it. Times are Unix milliseconds; 0 is none.</summary>
internal sealed class MessageRow
{
    public long InboxId { get; set; }

    /// <summary>Whose inbox it is.</summary>
    public string Owner { get; set; } = "";

    public long Number { get; set; }

    public string MessageId { get; set; } = "";

    public long SenderKind { get; set; }

    public string Sender { get; set; } = "";

    public string Kind { get; set; } = "";

    public long State { get; set; }

    public long Place { get; set; }

    public long Receipt { get; set; }

    public long AcceptedAt { get; set; }

    public long DeliveredAt { get; set; }

    public long ReadAt { get; set; }

    public long EndedAt { get; set; }

    public long ExpiresAt { get; set; }

    /// <summary>When it leaves the inbox, or when it is forgotten if it has.</summary>
    public long DueAt { get; set; }

    /// <summary>How long it is remembered after it has left, in milliseconds.</summary>
    public long RememberFor { get; set; }

    public long IsJson { get; set; }

    public byte[] Data { get; set; } = [];

    public byte[]? Tags { get; set; }

    public byte[]? Publisher { get; set; }

    private MessageState CurrentState => (MessageState)State;

    private MessagePlace CurrentPlace => (MessagePlace)Place;

    /// <summary>The row of a new message.</summary>
    public static MessageRow From(InboxAppend append, InboxRow inbox, long now)
    {
        var publication = append.Publication;
        var expiresAt = append.ExpiresAt?.ToUnixTimeMilliseconds() ?? 0;
        var keptUntil = now + (long)append.MaxAge.TotalMilliseconds;
        return new MessageRow
        {
            InboxId = inbox.Id,
            Owner = inbox.Owner,
            Number = inbox.Last + 1,
            MessageId = append.Id,
            SenderKind = (long)append.Sender.Kind,
            Sender = append.Sender.UserId,
            Kind = append.Kind,
            Receipt = (long)(append.WantsReceipts ? ReceiptState.Settled : ReceiptState.NotRequested),
            AcceptedAt = now,
            ExpiresAt = expiresAt,
            DueAt = expiresAt > 0 ? Math.Min(expiresAt, keptUntil) : keptUntil,
            RememberFor = (long)append.RememberFor.TotalMilliseconds,
            IsJson = publication.IsJson ? 1 : 0,
            Data = publication.Data.AsArray(),
            Tags = publication.Tags is null ? null : TagsJson.Write(publication.Tags),
            Publisher = publication.Publisher is null ? null : PublisherJson.Write(publication.Publisher),
        };
    }

    /// <summary>Notes what the user's side did. False where it was done before, or the message has gone.</summary>
    public bool Mark(InboxMark mark, long now)
    {
        var isChange = CurrentPlace != MessagePlace.Gone && DueAt > now && mark switch
        {
            InboxMark.Delivered => CurrentState == MessageState.Accepted,
            InboxMark.Read => CurrentPlace == MessagePlace.Unread,
            InboxMark.Archived => CurrentPlace != MessagePlace.Archived,
            _ => true,
        };
        if (!isChange)
        {
            return false;
        }

        Advance(mark is InboxMark.Read or InboxMark.Archived ? MessageState.Read : MessageState.Delivered, now);
        Place = (long)(mark switch
        {
            InboxMark.Delivered => CurrentPlace,
            InboxMark.Read => MessagePlace.Read,
            InboxMark.Archived => MessagePlace.Archived,
            _ => MessagePlace.Gone,
        });
        if (CurrentPlace == MessagePlace.Gone)
        {
            DueAt = now + RememberFor;
        }

        return true;
    }

    /// <summary>Its time in the inbox is over.</summary>
    public void End(long at)
    {
        if (CurrentState == MessageState.Accepted)
        {
            State = (long)(ExpiresAt > 0 && ExpiresAt <= at ? MessageState.Expired : MessageState.Failed);
            EndedAt = at;
            RequireReceipt();
        }

        Place = (long)MessagePlace.Gone;
        DueAt = at + RememberFor;
    }

    /// <summary>The message, for its user.</summary>
    public InboxMessage ToMessage() => new()
    {
        Id = MessageId,
        Number = Number,
        Sender = ToSender(),
        Publication = new Publication
        {
            Data = Data,
            IsJson = IsJson != 0,
            Tags = Tags is null ? null : TagsJson.Read(Tags),
            Publisher = Publisher is null ? null : PublisherJson.Read(Publisher),
            Time = DateTimeOffset.FromUnixTimeMilliseconds(AcceptedAt),
        },
        State = CurrentState,
        IsArchived = CurrentPlace == MessagePlace.Archived,
        ExpiresAt = TimeOf(ExpiresAt),
    };

    /// <summary>What became of it, for its sender.</summary>
    public MessageReceipt ToReceipt() => new()
    {
        Id = MessageId,
        Sender = ToSender(),
        User = Owner,
        State = CurrentState,
        AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(AcceptedAt),
        DeliveredAt = TimeOf(DeliveredAt),
        ReadAt = TimeOf(ReadAt),
        EndedAt = TimeOf(EndedAt),
    };

    private void Advance(MessageState state, long now)
    {
        if (CurrentState >= state)
        {
            return;
        }

        State = (long)state;
        DeliveredAt = DeliveredAt == 0 ? now : DeliveredAt;
        ReadAt = state == MessageState.Read ? now : ReadAt;
        RequireReceipt();
    }

    private void RequireReceipt()
    {
        if (Receipt != (long)ReceiptState.NotRequested)
        {
            Receipt = (long)(ToSender().HasInbox ? ReceiptState.Due : ReceiptState.DueToHooks);
        }
    }

    private MessageSender ToSender() => new((PrincipalKind)SenderKind, Sender);

    private static DateTimeOffset? TimeOf(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <summary>Where a message lies. The numbers are the database's.</summary>
internal enum MessagePlace
{
    Unread = 0,
    Read = 1,
    Archived = 2,

    /// <summary>In no inbox any more; its id and state are remembered.</summary>
    Gone = 3,
}

/// <summary>Whether a sender is to hear of a message. The numbers are the database's.</summary>
internal enum ReceiptState
{
    NotRequested = 0,
    Settled = 1,
    Due = 2,

    /// <summary>Due to the hooks: the sender is a service without an inbox.</summary>
    DueToHooks = 3,
}
