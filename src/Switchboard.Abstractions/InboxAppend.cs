namespace Switchboard;

/// <summary>A message on its way into an inbox, with the rules of that inbox.</summary>
public sealed record InboxAppend
{
    /// <summary>Whose inbox.</summary>
    public required string User { get; init; }

    /// <summary>The message's id. At most 64 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Who sent it.</summary>
    public required MessageSender Sender { get; init; }

    /// <summary>Data, tags, publishing connection and time. It has no position: that is the channel's affair.</summary>
    public required Publication Publication { get; init; }

    /// <summary>What sort of message it is, to search by; empty for none.</summary>
    public string Kind { get; init; } = "";

    /// <summary>When nobody needs it any more; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the sender wants to hear what becomes of it.</summary>
    public bool WantsReceipts { get; init; }

    /// <summary>How many messages the inbox keeps, archived ones among them. The oldest go first.</summary>
    public required int MaxMessages { get; init; }

    /// <summary>How long the inbox keeps the message.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>How long id and state are remembered after the message has gone, for repetitions and for the sender.</summary>
    public required TimeSpan RememberFor { get; init; }
}
