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

    /// <summary>When the connection expires (expire_at, else exp); null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Server-side subscriptions (channels and subs), by channel.</summary>
    public IReadOnlyDictionary<string, TokenSubscription> Subscriptions { get; init; } = new Dictionary<string, TokenSubscription>(StringComparer.Ordinal);
}
