namespace Switchboard.Security;

/// <summary>What a token says about one subscription.</summary>
internal sealed record TokenSubscription
{
    /// <summary>A subscription as the namespace has it.</summary>
    public static TokenSubscription Plain { get; } = new();

    /// <summary>JSON shown to others (info or b64info); empty for none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>JSON handed to the client with the subscription (data or b64data); empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Deviations from the namespace (override).</summary>
    public SubscriptionOverride Override { get; init; } = SubscriptionOverride.None;
}
