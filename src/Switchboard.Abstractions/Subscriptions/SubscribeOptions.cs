namespace Switchboard;

/// <summary>The particulars of a subscription that the server begins. Everything is optional.</summary>
public sealed record SubscribeOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static SubscribeOptions None { get; } = new();

    /// <summary>JSON shown to others as the subscription's info; empty for none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>JSON handed to the client with the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>When the subscription expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the client already is in the stream: it is sent what it misses since. Null for nothing.</summary>
    public Position? RecoverSince { get; init; }

    /// <summary>Deviations from the namespace's options.</summary>
    public SubscriptionOverride Override { get; init; } = SubscriptionOverride.None;
}

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
