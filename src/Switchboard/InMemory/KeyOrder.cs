namespace Switchboard.InMemory;

/// <summary>Orders entries by key or by score, and keys by their UTF-8 bytes: as every store does, whatever it is written in.</summary>
internal static class KeyOrder
{
    private const char FirstSurrogate = '\uD800';
    private const char BehindSurrogates = '\uE000';

    /// <summary>By key.</summary>
    public static Comparer<MapEntry> ByKey { get; } = Comparer<MapEntry>.Create(static (one, other) => Compare(one.Key, other.Key));

    /// <summary>By score, then by key.</summary>
    public static Comparer<MapEntry> ByScore { get; } = Comparer<MapEntry>.Create(static (one, other) =>
    {
        var scores = one.Publication.Score.CompareTo(other.Publication.Score);
        return scores != 0 ? scores : Compare(one.Key, other.Key);
    });

    /// <summary>By when they end, then by key.</summary>
    public static Comparer<MapEntry> ByEnd { get; } = Comparer<MapEntry>.Create(static (one, other) =>
    {
        var ends = one.Until.CompareTo(other.Until);
        return ends != 0 ? ends : Compare(one.Key, other.Key);
    });

    /// <summary>Compares two keys.</summary>
    public static int Compare(string one, string other)
    {
        var same = one.AsSpan().CommonPrefixLength(other);
        if (same == one.Length || same == other.Length)
        {
            return one.Length - other.Length;
        }

        return Rank(one[same]) - Rank(other[same]);
    }

    // Surrogates stand for what is behind all other characters, which their own numbers are not.
    private static int Rank(char unit) => unit switch
    {
        < FirstSurrogate => unit,
        < BehindSurrogates => unit + char.MaxValue,
        _ => unit,
    };
}
