namespace Switchboard.Schedules;

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
