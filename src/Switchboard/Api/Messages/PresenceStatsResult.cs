using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>How many are in a channel.</summary>
internal sealed record PresenceStatsResult
{
    /// <summary>Connections.</summary>
    [Description("Connections.")]
    public required int NumClients { get; init; }

    /// <summary>Different users among them.</summary>
    [Description("Different users among them.")]
    public required int NumUsers { get; init; }
}
