using System.Text.Json;
using System.Text.Json.Serialization;
using Switchboard.Names;

namespace Switchboard.Commands.Own;

/// <summary>A message in an inbox. Times are Unix milliseconds.</summary>
internal sealed record OwnInboxMessage
{
    public required string Id { get; init; }

    /// <summary>The payload, where it is JSON.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>The payload in base64, where it is not.</summary>
    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    public string? Sender { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public required string State { get; init; }

    public required bool Archived { get; init; }

    public required long Time { get; init; }

    public long? ExpiresAt { get; init; }

    public static OwnInboxMessage Of(InboxMessage message) => new()
    {
        Id = message.Id,
        Data = message.Publication.IsJson ? JsonElement.Parse(message.Publication.Data.Span) : null,
        B64Data = message.Publication.IsJson ? null : message.Publication.Data.ToArray(),
        Sender = message.Sender.UserId.Length > 0 ? message.Sender.UserId : null,
        Tags = message.Publication.Tags,
        State = MessageNames.Of(message.State),
        Archived = message.IsArchived,
        Time = message.Publication.Time.ToUnixTimeMilliseconds(),
        ExpiresAt = message.ExpiresAt?.ToUnixTimeMilliseconds(),
    };
}
