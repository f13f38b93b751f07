using System.Text.Json;

namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>send</c>.</summary>
internal sealed record SendFields
{
    public string? User { get; init; }

    public List<string>? Users { get; init; }

    public string? Presence { get; init; }

    public JsonElement Data { get; init; }

    public string? Event { get; init; }

    public string? Kind { get; init; }

    public int? Priority { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public long? ExpiresMs { get; init; }

    public string? ReplyTo { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>The message that they ask for.</summary>
    /// <param name="data">The payload.</param>
    public MessageRequest ToRequest(ReadOnlyMemory<byte> data)
    {
        var users = Users ?? [];
        return new MessageRequest(string.IsNullOrEmpty(User) ? users : [User, .. users], data)
        {
            Presence = Presence,
            IsCheckedJson = true,
            Event = Event,
            Kind = Kind,
            Priority = Priority,
            Tags = Tags,
            ExpiresMilliseconds = ExpiresMs,
            ReplyTo = ReplyTo,
            IdempotencyKey = string.IsNullOrEmpty(IdempotencyKey) ? null : IdempotencyKey,
        };
    }
}
