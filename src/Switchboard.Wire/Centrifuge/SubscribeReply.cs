namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a subscribe command, and of each server-side subscription within a connect reply.</summary>
public sealed record SubscribeReply : CentrifugeReply
{
    /// <summary>Whether the subscription expires and wants refreshing.</summary>
    public bool Expires { get; init; }

    /// <summary>Seconds until the subscription expires.</summary>
    public uint TimeToLiveSeconds { get; init; }

    /// <summary>Whether the client may recover missed publications later.</summary>
    public bool Recoverable { get; init; }

    /// <summary>The stream's epoch; empty where there is no position.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The stream's offset that the subscription starts behind.</summary>
    public ulong Offset { get; init; }

    /// <summary>What was missed, oldest first.</summary>
    public IReadOnlyList<Publication> Publications { get; init; } = [];

    /// <summary>Whether everything missed is in <see cref="Publications"/>.</summary>
    public bool Recovered { get; init; }

    /// <summary>Whether the client asked to recover.</summary>
    public bool WasRecovering { get; init; }

    /// <summary>Whether the server checks the subscription's position.</summary>
    public bool Positioned { get; init; }

    /// <summary>Application data for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
