namespace Switchboard;

/// <summary>How a message to users is sent. Everything is optional.</summary>
public sealed record MessageOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static MessageOptions None { get; } = new();

    /// <summary>The event name; it travels as the tag <see cref="Publication.EventTag"/>. Null for none.</summary>
    public string? Event { get; init; }

    /// <summary>What sort of message it is, by which inboxes are searched; it travels as the tag <c>kind</c>. Null for none.</summary>
    public string? Kind { get; init; }

    /// <summary>How urgent it is, in the application's own measure; it travels as the tag <c>priority</c>. Null for none.</summary>
    public int? Priority { get; init; }

    /// <summary>Labels that filters and receivers may read; null for none. Limited by <c>publishing.maxTags</c>.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The time, to the millisecond, after which nobody needs it any more; null for none. Zero, less and more than ten years are error 107.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>The id of the message that this one answers; it travels as the tag <c>reply_to</c>. Null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>A key with which a repeated message takes effect once and has the first one's id, for as long as the inbox remembers that. Null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the message is for the connections of this moment alone: neither the inbox nor the history of its channel keep it.</summary>
    public bool SkipHistory { get; init; }
}

/// <summary>What a message came to for one user.</summary>
/// <param name="User">The user id.</param>
/// <param name="Id">The message's id, by which its state is asked for; null where there is an error.</param>
/// <param name="Error">Why the inbox did not take it; null where it did.</param>
public readonly record struct SendOutcome(string User, string? Id, ErrorCode? Error);
