using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Client;

/// <summary>A message to the client's user, as it arrived or as the inbox keeps it.</summary>
public sealed record UserMessage
{
    /// <summary>The id by which it is marked, and recognised when it is repeated; empty for what was published into the user's channel without being sent.</summary>
    public required string Id { get; init; }

    /// <summary>The payload: JSON, or any bytes where the inboxes' namespace takes them.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The user who sent it; null where a service or server code did.</summary>
    public string? Sender { get; init; }

    /// <summary>The event name; null for none.</summary>
    public string? Event { get; init; }

    /// <summary>What sort of message it is; null for none.</summary>
    public string? Kind { get; init; }

    /// <summary>How urgent it is; null where the sender did not say. What the numbers mean is up to the application.</summary>
    public int? Priority { get; init; }

    /// <summary>The id of the message that this one answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>When it expires, in UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>All tags, those of the other properties among them.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>When the hub took it, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>How far it had come. Messages that arrive are <see cref="MessageState.Accepted"/>.</summary>
    public MessageState State { get; init; }

    /// <summary>Whether it is in the archive.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Reads the payload as JSON of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="type">How it is read.</param>
    /// <returns>The value; the type's default where there is no payload.</returns>
    /// <exception cref="JsonException">The payload is not of that type.</exception>
    public T? ReadAs<T>(JsonTypeInfo<T> type) => Data.IsEmpty ? default : JsonSerializer.Deserialize(Data.Span, type);

    /// <summary>The payload as text: that of JSON, quotes included, or whatever the bytes are in UTF-8.</summary>
    /// <returns>The text.</returns>
    public string ReadText() => Encoding.UTF8.GetString(Data.Span);
}

/// <summary>A part of the user's inbox.</summary>
/// <param name="Messages">The messages, newest first.</param>
/// <param name="Unread">How many messages of the whole inbox are unread.</param>
/// <param name="Cursor">What asks for the next page; null where this is the last.</param>
public sealed record UserMessagePage(IReadOnlyList<UserMessage> Messages, long Unread, string? Cursor);

/// <summary>Which part of the user's inbox to read. Everything is optional.</summary>
public sealed record InboxQuery
{
    /// <summary>The newest messages that are not archived.</summary>
    public static InboxQuery Default { get; } = new();

    /// <summary>Whether only unread messages are meant.</summary>
    public bool UnreadOnly { get; init; }

    /// <summary>Whether the archive is meant, which is left out else.</summary>
    public bool Archived { get; init; }

    /// <summary>Only messages of this kind; null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>How many messages at most; null for as many as the hub gives at once (<c>inbox.maxPageSize</c>), 0 for the count of unread ones alone.</summary>
    public int? Limit { get; init; }

    /// <summary>The cursor of the page before; null for the first page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>How a message is sent to users. Everything is optional.</summary>
public sealed record UserMessageOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static UserMessageOptions None { get; } = new();

    /// <summary>The event name; null for none.</summary>
    public string? Event { get; init; }

    /// <summary>What sort of message it is, by which an inbox can be searched; null for none.</summary>
    public string? Kind { get; init; }

    /// <summary>How urgent it is; null for nothing. What the numbers mean is up to the application.</summary>
    public int? Priority { get; init; }

    /// <summary>Labels that receivers may read; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The time after which it expires, at least a millisecond; null for never.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>The id of the message that this one answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>
    /// A key of the application's own, under which it may send the message again, also after a restart of the program: the same key has an
    /// effect once. Null for a random key, which covers the client's own repetitions when the connection is lost.
    /// </summary>
    public string? IdempotencyKey { get; init; }
}

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
