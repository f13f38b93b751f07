namespace Switchboard.Extensibility;

/// <summary>A change of one entry of a map channel, with the rules of that channel.</summary>
public sealed record MapChange
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The change: <see cref="Publication.Key"/> is set; its position is assigned by the store. A removal without tags is handed on with those of the entry.</summary>
    public required Publication Publication { get; init; }

    /// <summary>How the stream of changes is kept. The age of its position counts only while there are no entries.</summary>
    public required StreamRetention Retention { get; init; }

    /// <summary>How long the entry lasts unless it is set again; null for ever.</summary>
    public TimeSpan? EntryAge { get; init; }

    /// <summary>How many entries the channel may have.</summary>
    public int MaxEntries { get; init; } = int.MaxValue;

    /// <summary>Whether the entry has to be there, or must not.</summary>
    public MapKeyMode KeyMode { get; init; }

    /// <summary>Whether an entry that is there lasts as long as if it was set now, where <see cref="KeyMode"/> lets it be. Nobody is told of that.</summary>
    public bool KeepsAlive { get; init; }

    /// <summary>The position that the entry must have; offset 0, whatever the epoch, where there must be none. Null for any.</summary>
    public Position? Expected { get; init; }

    /// <summary>Whether it removes the entry only if that is past its age.</summary>
    public bool IsExpiry { get; init; }

    /// <summary>A key that makes a repeated change return the first one's result; null for none. What did not take effect is not remembered.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How long <see cref="IdempotencyKey"/> is remembered.</summary>
    public TimeSpan IdempotencyWindow { get; init; }

    /// <summary>The version of the data: a change that is not newer than the entry's is dropped. 0 is no version. An entry that was removed has none.</summary>
    public ulong Version { get; init; }

    /// <summary>What versions are compared within: another epoch than the entry's starts the comparison anew.</summary>
    public string VersionEpoch { get; init; } = "";

    /// <summary>Whether the sink is given what the entry was before.</summary>
    public bool WantsPrevious { get; init; }

    /// <inheritdoc cref="StreamAppend.Events"/>
    public IReadOnlyList<OutgoingEvent> Events { get; init; } = [];

    /// <summary>Decides whether the entry lets the change take effect: every store asks here.</summary>
    /// <param name="entry">The entry of its key, as the change is to see it; null where there is none.</param>
    /// <returns>The first of what is in its way: <see cref="MapOutcome.Conflict"/>, <see cref="MapOutcome.Missing"/>, <see cref="MapOutcome.Exists"/> or <see cref="MapOutcome.Stale"/>; null where nothing is.</returns>
    public MapOutcome? FindRefusal(MapEntryState? entry)
    {
        if (Expected is { } expected && (expected.Offset == 0 ? entry is not null : entry?.Position != expected))
        {
            return MapOutcome.Conflict;
        }

        if (entry is not { } known)
        {
            return Publication.IsRemoval || KeyMode == MapKeyMode.IfExists ? MapOutcome.Missing : null;
        }

        if (KeyMode == MapKeyMode.IfNew && !Publication.IsRemoval)
        {
            return MapOutcome.Exists;
        }

        return Version > 0 && Version <= known.Version && VersionEpoch == known.VersionEpoch ? MapOutcome.Stale : null;
    }
}

/// <summary>What conditions of a change are held against.</summary>
/// <param name="Position">The position of the entry's last change.</param>
/// <param name="Version">The newest version that it was set with; 0 for none.</param>
/// <param name="VersionEpoch">What versions are compared within.</param>
public readonly record struct MapEntryState(Position Position, ulong Version, string VersionEpoch);

/// <summary>The answer to a change.</summary>
/// <param name="Position">The change's position; that of the first where it was a duplicate; else the newest of the channel.</param>
/// <param name="Outcome">What became of the change.</param>
public readonly record struct MapChangeResult(Position Position, MapOutcome Outcome)
{
    /// <summary>The entry as it is, where it is not as expected; null where there is none.</summary>
    public Publication? Current { get; init; }
}

/// <summary>What became of a change.</summary>
public enum MapOutcome
{
    /// <summary>It has a new position and has entered fan-out.</summary>
    Changed,

    /// <summary>The idempotency key was seen before.</summary>
    Duplicate,

    /// <summary>The version was not newer.</summary>
    Stale,

    /// <summary>The entry was to be new, and is there.</summary>
    Exists,

    /// <summary>The entry was to be there, or to be removed, and is not there.</summary>
    Missing,

    /// <summary>The entry is not at the expected position.</summary>
    Conflict,

    /// <summary>The channel has as many entries as it may.</summary>
    TooMany,

    /// <summary>The store has no room at present.</summary>
    Full,
}
