namespace Switchboard.Wire.SocketIo;

/// <summary>Where a subscription starts.</summary>
public sealed record HubSubscription
{
    /// <summary>The position that it starts behind; epoch empty where there is none.</summary>
    public required Position Start { get; init; }

    /// <summary>What was missed, oldest first.</summary>
    public HubPublications Missed { get; init; } = HubPublications.None;

    /// <summary>Whether everything that was missed is there.</summary>
    public bool Recovered { get; init; }

    /// <summary>Whether the client may recover later.</summary>
    public bool Recoverable { get; init; }

    /// <summary>Whether the client is told when it falls behind.</summary>
    public bool Positioned { get; init; }

    /// <summary>How long it lives; 0 for ever.</summary>
    public uint TimeToLiveSeconds { get; init; }

    /// <summary>Of a map: entries; null where it is none.</summary>
    public HubPublications? State { get; init; }

    /// <summary>Of a map: how far the client is, <see cref="Centrifuge.MapPhase"/>.</summary>
    public int Phase { get; init; }

    /// <summary>Of a map: asks for the next page of entries; empty on the last.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>JSON for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
