using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>How many are in a channel.</summary>
internal sealed record PresenceStatsResult
{
    [Description("Connections.")]
    public required int NumClients { get; init; }

    [Description("Different users among them.")]
    public required int NumUsers { get; init; }
}
