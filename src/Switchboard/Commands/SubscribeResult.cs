using Switchboard.Connections;

namespace Switchboard.Commands;

/// <summary>Where a subscription starts. It is on hold until <see cref="Channels.Channel.GoLive"/> is called, behind the answer to the client.</summary>
internal sealed record SubscribeResult
{
    public required Subscription Subscription { get; init; }

    /// <summary>The stream's position that it starts behind; epoch empty where there is none.</summary>
    public Position Start { get; init; } = new(0, "");

    /// <summary>What was missed, oldest first.</summary>
    public IReadOnlyList<Publication> Missed { get; init; } = [];

    public bool WasRecovering { get; init; }

    public bool Recovered { get; init; }

    /// <summary>How long it lives; null for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>JSON for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
