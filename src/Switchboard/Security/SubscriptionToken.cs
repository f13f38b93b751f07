namespace Switchboard.Security;

/// <summary>What a subscription token says.</summary>
internal sealed record SubscriptionToken
{
    /// <summary>The user id (sub), which must be the connection's.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The one connection that may use the token (client), by its client id; empty for any of the user's.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The channel that may be subscribed to.</summary>
    public required string Channel { get; init; }

    /// <summary>When the subscription expires (expire_at, else exp); null for never (expire_at 0, or no exp).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The subscription's particulars.</summary>
    public TokenSubscription Subscription { get; init; } = TokenSubscription.Plain;
}
