namespace Switchboard;

/// <summary>What became of a message.</summary>
public sealed record MessageReceipt
{
    /// <summary>The message's id.</summary>
    public required string Id { get; init; }

    /// <summary>Who sent it.</summary>
    public required MessageSender Sender { get; init; }

    /// <summary>Whose inbox it went into.</summary>
    public required string User { get; init; }

    /// <summary>How far it has come.</summary>
    public required MessageState State { get; init; }

    /// <summary>When the inbox had it, in UTC.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When a connection of the user first acknowledged it, in UTC; null where none has.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When the user read it, in UTC; null where that has not happened.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When it expired or was given up undelivered, in UTC; null where it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>How far a message in an inbox has come.</summary>
public enum MessageState
{
    /// <summary>The inbox has it.</summary>
    Accepted = 0,

    /// <summary>A connection of the user has acknowledged it.</summary>
    Delivered = 1,

    /// <summary>The user has read it.</summary>
    Read = 2,

    /// <summary>Its expiry came before anybody acknowledged it.</summary>
    Expired = 3,

    /// <summary>Retention gave it up before anybody acknowledged it: the inbox was full, or the message too old.</summary>
    Failed = 4,
}

/// <summary>Who sent a message.</summary>
/// <param name="Kind">What kind of party.</param>
/// <param name="UserId">The user id; empty for anonymous parties and for services.</param>
public readonly record struct MessageSender(PrincipalKind Kind, string UserId)
{
    /// <summary>Whether receipts go into the sender's own inbox; else hooks may be told of them.</summary>
    public bool HasInbox => !string.IsNullOrEmpty(UserId);

    /// <summary>A principal as a sender.</summary>
    public static MessageSender Of(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new MessageSender(principal.Kind, principal.UserId);
    }
}
