using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>Where a subscription deviates from its namespace.</summary>
internal sealed record SubscriptionOverrides
{
    /// <summary>Whether it appears in presence.</summary>
    [Description("Whether it appears in presence.")]
    public Flag? Presence { get; init; }

    /// <summary>Whether its coming and going is told to others.</summary>
    [Description("Whether its coming and going is told to others.")]
    public Flag? JoinLeave { get; init; }

    /// <summary>Whether others' coming and going is told to it.</summary>
    [Description("Whether others' coming and going is told to it.")]
    public Flag? ForcePushJoinLeave { get; init; }

    /// <summary>Whether it recovers what it misses.</summary>
    [Description("Whether it recovers what it misses.")]
    public Flag? ForceRecovery { get; init; }

    /// <summary>Whether its position is checked.</summary>
    [Description("Whether its position is checked.")]
    public Flag? ForcePositioning { get; init; }
}
