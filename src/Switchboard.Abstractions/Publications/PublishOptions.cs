namespace Switchboard;

/// <summary>How something is published. Everything is optional.</summary>
public sealed record PublishOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static PublishOptions None { get; } = new();

    /// <summary>The event name; it travels as the tag <see cref="Publication.EventTag"/>. Null for none.</summary>
    public string? Event { get; init; }

    /// <summary>Labels that filters and receivers may read; null for none. Limited by <c>publishing.maxTags</c>.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whether the publication is delivered without being kept or counted in the channel's stream.</summary>
    public bool SkipHistory { get; init; }

    /// <summary>A key that makes a repeated publish return the first one's result, for <c>publishing.idempotencyWindowSeconds</c>. Null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The version of the data: what is not newer than the channel's is dropped. 0 is no version.</summary>
    public ulong Version { get; init; }

    /// <summary>What versions are compared within: another one starts the comparison anew.</summary>
    public string VersionEpoch { get; init; } = "";

    /// <summary>The id of the publication in a mutable namespace, unique among those that are kept there (error 413 where it is taken); null for one of the hub's. At most <c>publishing.maxTagBytes</c>. Error 108 in other namespaces.</summary>
    public string? Id { get; init; }

    /// <summary>Whether more will be appended to the publication, in a mutable namespace: it is open until it is ended. Error 108 in other namespaces.</summary>
    public bool Open { get; init; }
}

/// <summary>What a broadcast came to in one channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Position">The publication's position; offset 0 where the channel keeps none, and where there is an error.</param>
/// <param name="Error">Why the channel did not take it; null where it did.</param>
/// <param name="Id">The publication's id; null where the namespace is not mutable, and where there is an error.</param>
public readonly record struct BroadcastOutcome(string Channel, Position Position, ErrorCode? Error, string? Id = null);
