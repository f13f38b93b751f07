namespace Switchboard;

/// <summary>A publication on its way into a channel's stream, with the rules of that stream.</summary>
public sealed record StreamAppend
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The publication; its position is assigned by the store.</summary>
    public required Publication Publication { get; init; }

    /// <summary>How the stream is kept.</summary>
    public required StreamRetention Retention { get; init; }

    /// <summary>A key that makes a repeated append return the first one's result; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How long <see cref="IdempotencyKey"/> is remembered.</summary>
    public TimeSpan IdempotencyWindow { get; init; }

    /// <summary>The version of the data that is published: an append that is not newer than the stream's is dropped. 0 is no version.</summary>
    public ulong Version { get; init; }

    /// <summary>What versions are compared within: another epoch than the stream's starts the comparison anew.</summary>
    public string VersionEpoch { get; init; } = "";
}
