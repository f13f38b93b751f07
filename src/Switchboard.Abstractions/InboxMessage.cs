namespace Switchboard;

/// <summary>A message in an inbox.</summary>
public sealed record InboxMessage
{
    /// <summary>The message's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its place in the inbox: newer messages have higher numbers.</summary>
    public required long Number { get; init; }

    /// <summary>Who sent it.</summary>
    public required MessageSender Sender { get; init; }

    /// <summary>Data, tags, publishing connection and time.</summary>
    public required Publication Publication { get; init; }

    /// <summary>How far it has come.</summary>
    public MessageState State { get; init; }

    /// <summary>Whether it is in the archive.</summary>
    public bool IsArchived { get; init; }

    /// <summary>When it expires, in UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
