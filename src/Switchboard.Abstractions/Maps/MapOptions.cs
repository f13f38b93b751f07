namespace Switchboard;

/// <summary>How an entry of a map channel is set. Everything is optional.</summary>
public sealed record MapPublishOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static MapPublishOptions None { get; } = new();

    /// <summary>Labels that filters and receivers may read; null for none. Limited by <c>publishing.maxTags</c>. Of services and hooks alone: what a client sets with any is refused (107).</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>What the entry is ordered by where the namespace says <c>mapOrdered</c>.</summary>
    public long Score { get; init; }

    /// <summary>Whether the entry has to be there, or must not. Where that does not hold, nothing happens (<see cref="MapPublishResult.Suppressed"/>).</summary>
    public MapKeyMode KeyMode { get; init; }

    /// <summary>The position that the entry must have, as it was read; offset 0 where there must be none. Another is error 413, with the entry as it is in the details. Null for any.</summary>
    public Position? Expected { get; init; }

    /// <summary>A key that makes a repeated change return the first one's result, for <c>publishing.idempotencyWindowSeconds</c>. Null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The version of the entry: what is not newer than the entry's is dropped. 0 is no version.</summary>
    public ulong Version { get; init; }

    /// <summary>What versions are compared within: another one starts the comparison anew.</summary>
    public string VersionEpoch { get; init; } = "";
}

/// <summary>How an entry of a map channel is removed. Everything is optional.</summary>
public sealed record MapRemoveOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static MapRemoveOptions None { get; } = new();

    /// <summary>Labels of the removal; null for those of the entry. Of services and hooks alone, as those of <see cref="MapPublishOptions.Tags"/>.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <inheritdoc cref="MapPublishOptions.Expected"/>
    public Position? Expected { get; init; }

    /// <inheritdoc cref="MapPublishOptions.IdempotencyKey"/>
    public string? IdempotencyKey { get; init; }
}

/// <summary>What a change of an entry came to.</summary>
/// <param name="Position">The change's position, which the entry has from here on; where it was suppressed, the channel's newest, or that of the first with the same idempotency key.</param>
/// <param name="Suppressed">Why nothing changed; null where the change took effect.</param>
public readonly record struct MapPublishResult(Position Position, MapSuppression? Suppressed);

/// <summary>Why a change of an entry has no effect.</summary>
public enum MapSuppression
{
    /// <summary>The idempotency key was seen before.</summary>
    Idempotency,

    /// <summary>The entry was to be new, and is there.</summary>
    KeyExists,

    /// <summary>The entry was to be there, or to be removed, and is not there.</summary>
    KeyNotFound,

    /// <summary>The entry has this version, or a newer one.</summary>
    Version,
}

/// <summary>Which entries of a map channel to read.</summary>
public sealed record MapReadOptions
{
    /// <summary>The first page.</summary>
    public static MapReadOptions Default { get; } = new();

    /// <summary>This entry alone; null for all.</summary>
    public string? Key { get; init; }

    /// <summary>How many entries at most, up to the namespace's <c>mapMaxPageSize</c>; 0 for its <c>mapPageSize</c>.</summary>
    public int Limit { get; init; }

    /// <summary>Where the page before ended (<see cref="MapPage.Next"/>); null for the beginning.</summary>
    public MapCursor? After { get; init; }

    /// <summary>Leaves out what has changed behind this position: that of the first page, so that all pages show the same moment. Of another epoch, it is error 112. Null for none.</summary>
    public Position? Revision { get; init; }

    /// <summary>The lowest score first, where the namespace says <c>mapOrdered</c>.</summary>
    public bool Ascending { get; init; }
}
