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

    /// <summary>JSON for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
