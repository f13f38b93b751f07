namespace Switchboard.Client;

/// <summary>How far a message has come that the client's user sent.</summary>
public sealed record SentMessageState
{
    /// <summary>The message's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose inbox it went into.</summary>
    public required string User { get; init; }

    /// <summary>How far it has come.</summary>
    public required MessageState State { get; init; }

    /// <summary>When the inbox had it, in UTC.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When a connection of the user acknowledged it, in UTC; null where none has.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When the user read it, in UTC; null where that has not happened.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When it expired or was given up, in UTC; null where it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
