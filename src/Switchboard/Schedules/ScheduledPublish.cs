namespace Switchboard.Schedules;

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
}
