namespace Switchboard.Security;

/// <summary>What a connection token says.</summary>
internal sealed record ConnectionToken
{
    /// <summary>The user id (sub); empty for an anonymous connection.</summary>
    public string UserId { get; init; } = "";

    /// <summary>JSON shown to others (info or b64info); empty for none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>JSON for the server alone (meta); empty for none.</summary>
    public ReadOnlyMemory<byte> Meta { get; init; }

    /// <summary>The methods that it may call and serve beyond what the namespaces say (call and serve).</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>The token's id (jti); empty for none.</summary>
    public string TokenId { get; init; } = "";

    /// <summary>When it was made (iat); null where it does not say.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The roles of an account, of whose token this is; empty for the tokens of others.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>When the connection expires (expire_at, else exp); null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Server-side subscriptions (channels and subs), by channel.</summary>
    public IReadOnlyDictionary<string, TokenSubscription> Subscriptions { get; init; } = new Dictionary<string, TokenSubscription>(StringComparer.Ordinal);
}

/// <summary>What a subscription token says.</summary>
internal sealed record SubscriptionToken
{
    /// <summary>The user id (sub), which must be the connection's.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The one connection that may use the token (client), by its client id; empty for any of the user's.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The token's id (jti), by which it can be revoked; empty for none.</summary>
    public string TokenId { get; init; } = "";

    /// <summary>The channel that may be subscribed to.</summary>
    public required string Channel { get; init; }

    /// <summary>When the subscription expires (expire_at, else exp); null for never (expire_at 0, or no exp).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The subscription's particulars.</summary>
    public TokenSubscription Subscription { get; init; } = TokenSubscription.Plain;
}

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
