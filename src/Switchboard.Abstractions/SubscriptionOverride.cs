namespace Switchboard;

/// <summary>Where one subscription deviates from its namespace; null keeps what the namespace says.</summary>
public sealed record SubscriptionOverride
{
    /// <summary>No deviation.</summary>
    public static SubscriptionOverride None { get; } = new();

    /// <summary>Whether the connection appears in presence.</summary>
    public bool? Presence { get; init; }

    /// <summary>Whether its coming and going is told to others.</summary>
    public bool? JoinLeave { get; init; }

    /// <summary>Whether others' coming and going is told to it without being asked for.</summary>
    public bool? ForcePushJoinLeave { get; init; }

    /// <summary>Whether it recovers missed publications without being asked to.</summary>
    public bool? ForceRecovery { get; init; }

    /// <summary>Whether its position is checked without being asked to.</summary>
    public bool? ForcePositioning { get; init; }
}
