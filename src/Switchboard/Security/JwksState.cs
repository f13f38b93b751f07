namespace Switchboard.Security;

/// <summary>What is known of a key set after a fetch, or before the first.</summary>
internal sealed record JwksState
{
    /// <summary>Nothing fetched yet.</summary>
    public static JwksState Initial { get; } = new();

    /// <summary>The keys of the last fetch that succeeded.</summary>
    public TokenKeySet Keys { get; init; } = TokenKeySet.Empty;

    /// <summary>When that fetch ended, a timestamp of the clock; null before the first.</summary>
    public long? LoadedAt { get; init; }

    /// <summary>When the last fetch began, a timestamp of the clock; null before the first.</summary>
    public long? AttemptedAt { get; init; }

    /// <summary>Whether the last fetch failed.</summary>
    public bool HasFailed { get; init; }
}
