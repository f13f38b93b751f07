using Switchboard.Subscriptions;

namespace Switchboard.Commands.Maps;

/// <summary>What a client on its way into a map channel is sent.</summary>
internal sealed record MapStep
{
    /// <summary>How far it brings the client.</summary>
    public required MapStepPhase Phase { get; init; }

    /// <summary>Entries, as they were at the position of the first page.</summary>
    public IReadOnlyList<Publication> Entries { get; init; } = [];

    /// <summary>Asks for the next page of entries; empty on the last.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Changes, where it is not live yet; then they are what its subscription missed.</summary>
    public IReadOnlyList<Publication> Changes { get; init; } = [];

    /// <summary>Where the client is when it has taken this in, unless it is live: its subscription tells.</summary>
    public required Position Position { get; init; }

    /// <summary>The subscription, on hold; null where it is not live yet.</summary>
    public SubscribeResult? Live { get; init; }

    /// <summary>Whether the client takes changes as deltas, for which it has to know the very bytes of what it is sent.</summary>
    public bool TakesDeltas { get; init; }

    /// <summary>Whether the client goes on from a position that it had, without having been sent entries.</summary>
    public bool Recovered { get; init; }
}

/// <summary>How far a client has come into a map channel.</summary>
internal enum MapStepPhase
{
    /// <summary>It receives what comes.</summary>
    Live,

    /// <summary>It is sent changes.</summary>
    Stream,

    /// <summary>It is sent entries.</summary>
    State,
}
