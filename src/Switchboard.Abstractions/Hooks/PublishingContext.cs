namespace Switchboard.Hooks;

/// <summary>A client wants to publish.</summary>
public sealed class PublishingContext : PermissionContext
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The payload. What a hook puts in its place is published instead, if the namespace takes it.</summary>
    public required ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>How it is published: hooks may add an event name, tags, an idempotency key or a version.</summary>
    public PublishOptions Options { get; set; } = PublishOptions.None;
}
