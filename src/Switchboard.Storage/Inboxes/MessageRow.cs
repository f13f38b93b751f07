using System.Runtime.InteropServices;
using Switchboard.Extensibility;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Inboxes;

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

    private MessageState Reached => (MessageState)State;

    private MessagePlace Lies => (MessagePlace)Place;

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
            Receipt = (long)(append.WantsReceipts ? ReceiptNeed.Settled : ReceiptNeed.Unwanted),
            AcceptedAt = now,
            ExpiresAt = expiresAt,
            DueAt = expiresAt > 0 ? Math.Min(expiresAt, keptUntil) : keptUntil,
            RememberFor = (long)append.RememberFor.TotalMilliseconds,
            IsJson = publication.IsJson ? 1 : 0,
            Data = BytesOf(publication.Data),
            Tags = publication.Tags is null ? null : TagsJson.Write(publication.Tags),
            Publisher = publication.Publisher is null ? null : PublisherJson.Write(publication.Publisher),
        };
    }

    /// <summary>Notes what the user's side did. False where it was done before, or the message has gone.</summary>
    public bool Mark(InboxMark mark, long now)
    {
        var isNews = Lies != MessagePlace.Gone && DueAt > now && mark switch
        {
            InboxMark.Delivered => Reached == MessageState.Accepted,
            InboxMark.Read => Lies == MessagePlace.Unread,
            InboxMark.Archived => Lies != MessagePlace.Archived,
            _ => true,
        };
        if (!isNews)
        {
            return false;
        }

        Advance(mark is InboxMark.Read or InboxMark.Archived ? MessageState.Read : MessageState.Delivered, now);
        Place = (long)(mark switch
        {
            InboxMark.Delivered => Lies,
            InboxMark.Read => MessagePlace.Read,
            InboxMark.Archived => MessagePlace.Archived,
            _ => MessagePlace.Gone,
        });
        if (Lies == MessagePlace.Gone)
        {
            DueAt = now + RememberFor;
        }

        return true;
    }

    /// <summary>Its time in the inbox is over.</summary>
    public void End(long at)
    {
        if (Reached == MessageState.Accepted)
        {
            State = (long)(ExpiresAt > 0 && ExpiresAt <= at ? MessageState.Expired : MessageState.Failed);
            EndedAt = at;
            NoteReceipt();
        }

        Place = (long)MessagePlace.Gone;
        DueAt = at + RememberFor;
    }

    /// <summary>The message, for its user.</summary>
    public InboxMessage ToMessage() => new()
    {
        Id = MessageId,
        Number = Number,
        Sender = SentBy(),
        Publication = new Publication
        {
            Data = Data,
            IsJson = IsJson != 0,
            Tags = Tags is null ? null : TagsJson.Read(Tags),
            Publisher = Publisher is null ? null : PublisherJson.Read(Publisher),
            Time = DateTimeOffset.FromUnixTimeMilliseconds(AcceptedAt),
        },
        State = Reached,
        IsArchived = Lies == MessagePlace.Archived,
        ExpiresAt = TimeOf(ExpiresAt),
    };

    /// <summary>What became of it, for its sender.</summary>
    public MessageReceipt ToReceipt() => new()
    {
        Id = MessageId,
        Sender = SentBy(),
        User = Owner,
        State = Reached,
        AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(AcceptedAt),
        DeliveredAt = TimeOf(DeliveredAt),
        ReadAt = TimeOf(ReadAt),
        EndedAt = TimeOf(EndedAt),
    };

    private void Advance(MessageState state, long now)
    {
        if (Reached >= state)
        {
            return;
        }

        State = (long)state;
        DeliveredAt = DeliveredAt == 0 ? now : DeliveredAt;
        ReadAt = state == MessageState.Read ? now : ReadAt;
        NoteReceipt();
    }

    private void NoteReceipt()
    {
        if (Receipt != (long)ReceiptNeed.Unwanted)
        {
            Receipt = (long)(SentBy().HasInbox ? ReceiptNeed.Due : ReceiptNeed.DueToHooks);
        }
    }

    private MessageSender SentBy() => new((PrincipalKind)SenderKind, Sender);

    private static DateTimeOffset? TimeOf(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    // The drivers take whole arrays.
    private static byte[] BytesOf(ReadOnlyMemory<byte> data)
        => MemoryMarshal.TryGetArray(data, out var segment) && segment.Array!.Length == segment.Count ? segment.Array : data.ToArray();
}
