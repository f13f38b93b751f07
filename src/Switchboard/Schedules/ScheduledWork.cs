using System.Text.Json.Serialization;
using Switchboard.Configuration;

namespace Switchboard.Schedules;

/// <summary>The scheduled work: exactly one of both. Stored as JSON: names must not change.</summary>
internal sealed record ScheduledWork
{
    public ScheduledPublish? Publish { get; init; }

    public ScheduledMessage? Send { get; init; }

    /// <summary>Who shows as publisher; null for a service.</summary>
    public ScheduledSender? Sender { get; init; }

    /// <summary>Whose key it was scheduled with, as the audit names it: <c>key:&lt;name&gt;</c>, or <c>user:&lt;id&gt;</c> for an administrator. Null where the owner says it all.</summary>
    public string? By { get; init; }

    /// <summary>When that key was made, in Unix milliseconds, and 0 for one of the configuration. Null where there is none, and for what was stored before this was noted.</summary>
    public long? KeyCreatedAt { get; init; }

    /// <summary>Whether it is a key's, and not that of another one that had its name before.</summary>
    public bool IsOf(ApiKeySettings key) => KeyCreatedAt is null || KeyCreatedAt == key.CreatedAt;
}

/// <summary>A publication to come.</summary>
internal sealed record ScheduledPublish
{
    public required string Channel { get; init; }

    /// <summary>The payload; base64 in JSON.</summary>
    public required byte[] Data { get; init; }

    /// <summary>Whether the payload is JSON on one line.</summary>
    public bool IsJson { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public bool SkipHistory { get; init; }

    /// <summary>The key that its publisher gave; null for the schedule's own.</summary>
    public string? IdempotencyKey { get; init; }

    public ulong Version { get; init; }

    public string VersionEpoch { get; init; } = "";

    /// <summary>The id of the publication; null where the namespace was not mutable.</summary>
    public string? Id { get; init; }

    /// <summary>Whether more will be appended.</summary>
    public bool Open { get; init; }
}

/// <summary>A message to come.</summary>
internal sealed record ScheduledMessage
{
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>The payload, JSON; base64 in JSON.</summary>
    public required byte[] Data { get; init; }

    public string? Event { get; init; }

    public string? Kind { get; init; }

    public int? Priority { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Counts from when the message is due.</summary>
    public long? ExpiresMilliseconds { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>The key that its sender gave; null for the schedule's own.</summary>
    public string? IdempotencyKey { get; init; }

    public bool SkipHistory { get; init; }
}

/// <summary>The connection that scheduled something, as it shows to others.</summary>
internal sealed record ScheduledSender(string User, string Client, byte[] ConnectionInfo, byte[] ChannelInfo)
{
    public static ScheduledSender? Of(ClientInfo? client) => client is null
        ? null
        : new ScheduledSender(client.User, client.Client, client.ConnectionInfo.ToArray(), client.ChannelInfo.ToArray());

    public ClientInfo ToClientInfo() => new(User, Client, ConnectionInfo, ChannelInfo);
}

/// <summary>How scheduled work is stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduledWork))]
internal sealed partial class ScheduleJsonContext : JsonSerializerContext;
