using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>Who a client is, as found out when it connects.</summary>
internal sealed record Identity(Principal Principal)
{
    /// <summary>Whether it came with a token; then it brings a new one before that expires.</summary>
    public bool HasToken { get; init; }

    /// <summary>Whether nobody said who it is, and it is let in only if a hook says so.</summary>
    public bool IsUndecided { get; init; }

    /// <summary>When the connection expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>JSON for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> ReplyData { get; init; }

    /// <summary>The server-side subscriptions of the token and of hooks.</summary>
    public IReadOnlyDictionary<string, ServerSubscription> Subscriptions { get; init; } = new Dictionary<string, ServerSubscription>(StringComparer.Ordinal);

    /// <summary>Who a token says it is.</summary>
    public static Identity Of(ConnectionToken token)
    {
        var kind = token.UserId.Length == 0 ? PrincipalKind.Anonymous : PrincipalKind.User;
        var isNobody = kind == PrincipalKind.Anonymous && token.Info.IsEmpty && token.Meta.IsEmpty && token.Grants.Count == 0;
        return new Identity(isNobody ? Principal.Anonymous : new Principal { Kind = kind, UserId = token.UserId, Info = token.Info, Meta = token.Meta, Grants = token.Grants })
        {
            HasToken = true,
            ExpiresAt = token.ExpiresAt,
            Subscriptions = token.Subscriptions.ToDictionary(entry => entry.Key, entry => ServerSubscription.Of(entry.Value), StringComparer.Ordinal),
        };
    }
}
