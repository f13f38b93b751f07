namespace Switchboard.Extensibility;

/// <summary>Which part of a stream to read.</summary>
public sealed record StreamRead
{
    /// <summary>Reads everything that is kept, oldest first.</summary>
    public const int Unlimited = -1;

    /// <summary>Start behind this offset (forwards) or before it (backwards); null starts at the oldest or the newest.</summary>
    /// <remarks>Backwards from null begins with the newest publication. The offset's own publication is never part of the answer.</remarks>
    public ulong? Since { get; init; }

    /// <summary>How many publications at most: <see cref="Unlimited"/>, or 0 for the position alone.</summary>
    public int Limit { get; init; }

    /// <summary>About how many bytes of publications at most (<see cref="Publication.ApproximateBytes"/>). The first is part of the answer whatever its size.</summary>
    public int MaxBytes { get; init; } = int.MaxValue;

    /// <summary>Newest first instead of oldest first.</summary>
    public bool Reverse { get; init; }
}

/// <summary>How much of a stream is kept.</summary>
/// <param name="Size">The number of publications kept; 0 keeps only the position.</param>
/// <param name="Age">How long each publication is kept.</param>
/// <param name="PositionAge">How long offset and epoch survive after the last append; longer than <paramref name="Age"/>.</param>
public sealed record StreamRetention(int Size, TimeSpan Age, TimeSpan PositionAge)
{
    /// <summary>The most bytes that publications take in a store in memory, but for the newest one; 0 for any number.</summary>
    public long Bytes { get; init; }
}
