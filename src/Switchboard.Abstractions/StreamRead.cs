namespace Switchboard;

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

    /// <summary>Newest first instead of oldest first.</summary>
    public bool Reverse { get; init; }
}
