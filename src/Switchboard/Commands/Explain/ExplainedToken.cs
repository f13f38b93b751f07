using System.Text.Json;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Security;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Explain;

/// <summary>What a token of these claims would come to, if it were signed.</summary>
/// <param name="Principal">Who would bring it.</param>
/// <param name="Channels">The channels that it would let in to.</param>
/// <param name="Refusal">Why it would be refused; null where it would not.</param>
internal sealed record ExplainedToken(Principal Principal, IReadOnlySet<string> Channels, string? Refusal)
{
    /// <summary>Judges claims; null where they are none, or of wrong types.</summary>
    /// <param name="claims">The claims; unset for somebody without a token.</param>
    /// <param name="user">Who is asked about; null for whom the token names.</param>
    /// <param name="keys">What tokens are checked against.</param>
    /// <param name="access">Which tokens were revoked.</param>
    /// <param name="now">The time.</param>
    public static ExplainedToken? Read(RawJson claims, string? user, TokenKeys keys, AccessRules access, DateTimeOffset now)
    {
        if (!claims.IsSet)
        {
            return Of(user ?? "", [], [], null);
        }

        try
        {
            return RequestParser.TryParseObject(claims.Utf8.Span) is { } value ? Read(value, user, keys, access, now) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Of another type, or escapes that no text can hold.
            return null;
        }
    }

    private static ExplainedToken Read(JsonElement claims, string? user, TokenKeys keys, AccessRules access, DateTimeOffset now)
    {
        var refusal = TokenClaims.Validate(claims, keys, access, now);
        if (ClaimReader.ReadText(claims, "channel").Length > 0)
        {
            var subscription = SubscriptionTokenReader.Read(claims);
            return Of(user ?? subscription.UserId, [], [subscription.Channel], WhyOf(refusal, keys) ?? WhyNotOf(subscription.UserId, user));
        }

        var token = ConnectionTokenReader.Read(claims);
        var other = token.UserId.Length > 0 ? WhyNotOf(token.UserId, user) : null;
        return Of(user ?? token.UserId, token.Grants, [.. token.Subscriptions.Keys], WhyOf(refusal, keys) ?? other);
    }

    private static ExplainedToken Of(string user, IReadOnlyList<Grant> grants, HashSet<string> channels, string? refusal)
    {
        var kind = user.Length == 0 ? PrincipalKind.Anonymous : PrincipalKind.User;
        refusal ??= UserIds.Check(user) is null ? null : $"the user id {UserIds.Rule}";
        return new ExplainedToken(new Principal { Kind = kind, UserId = user, Grants = grants }, channels, refusal);
    }

    private static string? WhyNotOf(string named, string? user) => user is null || user == named ? null : "it is another user's (sub)";

    private static string? WhyOf(TokenRefusal refusal, TokenKeys keys) => refusal switch
    {
        TokenRefusal.None => null,
        TokenRefusal.Audience => $"it is not for the audience {keys.Audience} (aud)",
        TokenRefusal.Issuer => $"it is not from the issuer {keys.Issuer} (iss)",
        TokenRefusal.Revoked => "it was revoked (jti, or sub and iat)",
        TokenRefusal.NotYetValid => "its time has not come (nbf)",
        _ => "its time is over (exp)",
    };
}
