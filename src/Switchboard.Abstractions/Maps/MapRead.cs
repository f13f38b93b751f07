namespace Switchboard.Extensibility;

/// <summary>Which entries of a map channel to read.</summary>
public sealed record MapRead
{
    /// <summary>This entry alone; null for all.</summary>
    public string? Key { get; init; }

    /// <summary>The entry behind which to begin, which may have gone meanwhile; null for the beginning.</summary>
    public MapCursor? After { get; init; }

    /// <summary>How many entries at most; more than 0.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>About how many bytes at most (<see cref="Publication.ApproximateBytes"/>). The first entry is part of the answer whatever its size.</summary>
    public int MaxBytes { get; init; } = int.MaxValue;

    /// <summary>Whether entries are ordered by score and then by key, instead of by key alone. Keys are compared by their UTF-8 bytes.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Whether the highest score comes first, and keys of one score backwards. Only where <see cref="IsOrdered"/>.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Leaves out entries that have changed behind this offset; null for none.</summary>
    public ulong? UpTo { get; init; }
}
