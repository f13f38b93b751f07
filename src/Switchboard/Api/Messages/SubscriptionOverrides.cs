using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Where a subscription deviates from its namespace.</summary>
internal sealed record SubscriptionOverrides
{
    [Description("Whether it appears in presence.")]
    public Flag? Presence { get; init; }

    [Description("Whether its coming and going is told to others.")]
    public Flag? JoinLeave { get; init; }

    [Description("Whether others' coming and going is told to it.")]
    public Flag? ForcePushJoinLeave { get; init; }

    [Description("Whether it recovers what it misses.")]
    public Flag? ForceRecovery { get; init; }

    [Description("Whether its position is checked.")]
    public Flag? ForcePositioning { get; init; }
}
