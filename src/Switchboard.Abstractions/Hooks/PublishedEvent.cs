namespace Switchboard.Hooks;

/// <summary>A publication was taken.</summary>
/// <param name="Connection">Who published; null for a service.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication, with its position where the channel keeps one.</param>
public sealed record PublishedEvent(ConnectionDetails? Connection, string Channel, Publication Publication) : HookEvent
{
    /// <summary>The idempotency key that it was published with; null for none.</summary>
    public string? IdempotencyKey { get; init; }
}
