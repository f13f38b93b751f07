namespace Switchboard.Client;

/// <summary>How a message is sent to users. Everything is optional.</summary>
public sealed record MessageOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static MessageOptions None { get; } = new();

    /// <summary>The event name; null for none.</summary>
    public string? Event { get; init; }

    /// <summary>What sort of message it is, by which an inbox can be searched; null for none.</summary>
    public string? Kind { get; init; }

    /// <summary>How urgent it is; null for nothing. What the numbers mean is up to the application.</summary>
    public int? Priority { get; init; }

    /// <summary>Labels that receivers may read; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The time after which nobody needs it any more, at least a millisecond; null for never.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>The id of the message that this one answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>
    /// A key of the application's own, under which it may send the message again, also after a restart of the program: the same key has an
    /// effect once. Null for a random key, which covers the client's own repetitions when the connection is lost.
    /// </summary>
    public string? IdempotencyKey { get; init; }
}
