using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Client;

/// <summary>A message to the client's user, as it arrived or as the inbox keeps it.</summary>
public sealed record UserMessage
{
    /// <summary>The id by which it is marked and told from repetitions; empty for what was published into the user's channel without being sent.</summary>
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

    /// <summary>When nobody needs it any more, in UTC; null for never.</summary>
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
