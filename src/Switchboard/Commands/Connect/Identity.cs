using Switchboard.Security;

namespace Switchboard.Commands.Connect;

/// <summary>Who a client is, as found out when it connects.</summary>
internal sealed record Identity(Principal Principal)
{
    /// <summary>How it was found out, for the audit: what the client came with, <c>hook</c> where only a hook knew, <c>anonymous</c> where nobody did.</summary>
    public string Way { get; init; } = "";

    /// <summary>The token that it came with; null for none.</summary>
    public ConnectionToken? Token { get; init; }

    /// <summary>Whether it came with a token; then it brings a new one before that expires.</summary>
    public bool HasToken => Token is not null;

    /// <summary>Whether the data of the connect was a secret, which has been checked: nobody else sees it.</summary>
    public bool TookData { get; init; }

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
        var isNobody = kind == PrincipalKind.Anonymous && token.Info.IsEmpty && token.Meta.IsEmpty && token.Grants.Count == 0 && token.TokenId.Length == 0;
        var principal = new Principal
        {
            Kind = kind,
            UserId = token.UserId,
            Info = token.Info,
            Meta = token.Meta,
            Grants = token.Grants,
            Roles = token.Roles,
            TokenId = token.TokenId,
        };
        return new Identity(isNobody ? Principal.Anonymous : principal)
        {
            Token = token,
            ExpiresAt = token.ExpiresAt,
            Subscriptions = token.Subscriptions.ToDictionary(entry => entry.Key, entry => ServerSubscription.Of(entry.Value), StringComparer.Ordinal),
        };
    }
}

/// <summary>A subscription that a client is given when it connects.</summary>
/// <param name="Options">Its particulars.</param>
/// <param name="IsRequired">Whether the client is not let in without it: a hook asked for it. What only a token names is left out where it cannot be had.</param>
internal sealed record ServerSubscription(SubscribeOptions Options, bool IsRequired)
{
    /// <summary>Whether only the token named it: a new token that does not ends it.</summary>
    public bool IsOfToken { get; init; }

    /// <summary>A subscription as the namespace has it.</summary>
    public static ServerSubscription Plain { get; } = new(SubscribeOptions.None, IsRequired: false);

    public static ServerSubscription Of(TokenSubscription token)
        => new(new SubscribeOptions { Info = token.Info, Data = token.Data, Override = token.Override }, IsRequired: false) { IsOfToken = true };
}
