using Switchboard.Storage.Inboxes;

namespace Switchboard.Storage.Maintenance;

/// <summary>A message in an export, or what is remembered of one. The fields are those of <see cref="MessageRow"/>.</summary>
internal sealed record ExportedMessage
{
    public required long Number { get; init; }

    public required string Id { get; init; }

    public required long SenderKind { get; init; }

    public required string Sender { get; init; }

    public required string Kind { get; init; }

    public required long State { get; init; }

    public required long Place { get; init; }

    public required long Receipt { get; init; }

    public required long AcceptedAt { get; init; }

    public required long DeliveredAt { get; init; }

    public required long ReadAt { get; init; }

    public required long EndedAt { get; init; }

    public required long ExpiresAt { get; init; }

    public required long DueAt { get; init; }

    public required long RememberFor { get; init; }

    public required bool IsJson { get; init; }

    public required byte[] Data { get; init; }

    public byte[]? Tags { get; init; }

    public byte[]? Publisher { get; init; }

    public static ExportedMessage From(MessageRow row) => new()
    {
        Number = row.Number,
        Id = row.MessageId,
        SenderKind = row.SenderKind,
        Sender = row.Sender,
        Kind = row.Kind,
        State = row.State,
        Place = row.Place,
        Receipt = row.Receipt,
        AcceptedAt = row.AcceptedAt,
        DeliveredAt = row.DeliveredAt,
        ReadAt = row.ReadAt,
        EndedAt = row.EndedAt,
        ExpiresAt = row.ExpiresAt,
        DueAt = row.DueAt,
        RememberFor = row.RememberFor,
        IsJson = row.IsJson != 0,
        Data = row.Data,
        Tags = row.Tags,
        Publisher = row.Publisher,
    };

    /// <summary>The row, in an inbox.</summary>
    public MessageRow ToRow(InboxRow inbox) => new()
    {
        InboxId = inbox.Id,
        Owner = inbox.Owner,
        Number = Number,
        MessageId = Id,
        SenderKind = SenderKind,
        Sender = Sender,
        Kind = Kind,
        State = State,
        Place = Place,
        Receipt = Receipt,
        AcceptedAt = AcceptedAt,
        DeliveredAt = DeliveredAt,
        ReadAt = ReadAt,
        EndedAt = EndedAt,
        ExpiresAt = ExpiresAt,
        DueAt = DueAt,
        RememberFor = RememberFor,
        IsJson = IsJson ? 1 : 0,
        Data = Data,
        Tags = Tags,
        Publisher = Publisher,
    };
}
