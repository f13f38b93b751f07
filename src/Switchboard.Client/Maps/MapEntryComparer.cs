namespace Switchboard.Client.Maps;

/// <summary>Compares entries in the order that a hub reads them in.</summary>
internal sealed class MapEntryComparer(MapOrder order) : IComparer<Publication>
{
    public int Compare(Publication? x, Publication? y) => order switch
    {
        MapOrder.LowestScoreFirst => CompareScores(x!, y!),
        MapOrder.HighestScoreFirst => CompareScores(y!, x!),
        _ => CompareKeys(x!.Key!, y!.Key!),
    };

    private static int CompareScores(Publication x, Publication y) => x.Score == y.Score ? CompareKeys(x.Key!, y.Key!) : x.Score.CompareTo(y.Score);

    /// <summary>Compares keys by their UTF-8 bytes: that is by code points, which surrogates stand for that are smaller than some other characters.</summary>
    private static int CompareKeys(string x, string y)
    {
        var same = x.AsSpan().CommonPrefixLength(y);
        if (same == x.Length || same == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        return char.IsSurrogate(x[same]) == char.IsSurrogate(y[same]) ? x[same].CompareTo(y[same]) : char.IsSurrogate(x[same]) ? 1 : -1;
    }
}
