namespace Switchboard;

/// <summary>Something that has happened. The kinds are the sealed records that derive from it.</summary>
public abstract record HookEvent
{
    /// <summary>An id of this event, by which a receiver that is told twice can tell.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }
}

/// <summary>A client was let in.</summary>
/// <param name="Connection">The connection.</param>
public sealed record ConnectedEvent(ConnectionDetails Connection) : HookEvent;

/// <summary>A connection ended.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Code">Why; <see cref="CloseCodes.ConnectionClosed"/> where the client left or was lost.</param>
public sealed record DisconnectedEvent(ConnectionDetails Connection, CloseCode Code) : HookEvent;

/// <summary>A subscription began.</summary>
/// <param name="Connection">Whose it is.</param>
/// <param name="Channel">The channel.</param>
/// <param name="IsServerSide">Whether the server began it.</param>
public sealed record SubscribedEvent(ConnectionDetails Connection, string Channel, bool IsServerSide) : HookEvent;

/// <summary>A subscription ended.</summary>
/// <param name="Connection">Whose it was.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Code">What the client was told; null where the client ended it, or it ended with its connection.</param>
public sealed record UnsubscribedEvent(ConnectionDetails Connection, string Channel, UnsubscribeCode? Code) : HookEvent;

/// <summary>A publication was taken.</summary>
/// <param name="Connection">Who published; null for a service.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication, with its position where the channel keeps one.</param>
public sealed record PublishedEvent(ConnectionDetails? Connection, string Channel, Publication Publication) : HookEvent
{
    /// <summary>The idempotency key that it was published with; null for none.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>A client sent a message to the application.</summary>
/// <param name="Connection">Who sent it.</param>
/// <param name="Data">The payload, as it came; empty for none.</param>
/// <param name="IsJson">Whether the payload came on a JSON wire and is JSON.</param>
public sealed record MessageReceivedEvent(ConnectionDetails Connection, ReadOnlyMemory<byte> Data, bool IsJson) : HookEvent
{
    /// <summary>The idempotency key that it was sent with; null for none.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>A message was sent to a user.</summary>
/// <param name="Connection">Who sent it; null for a service.</param>
/// <param name="User">The receiver's user id.</param>
/// <param name="Publication">The message, as it was published in the user's inbox.</param>
public sealed record MessageSentEvent(ConnectionDetails? Connection, string User, Publication Publication) : HookEvent
{
    /// <summary>The idempotency key that it was sent with; null for none.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>The state of a message that a service sent has changed: it was delivered or read, has expired or failed.</summary>
/// <param name="Receipt">What became of the message.</param>
public sealed record MessageReceiptEvent(MessageReceipt Receipt) : HookEvent;

/// <summary>Something has become of a job.</summary>
/// <param name="Job">The job as it stands then.</param>
public sealed record JobChangedEvent(Job Job) : HookEvent;
