using System.Text.Json;
using Switchboard.Security.Access;

namespace Switchboard.Security;

/// <summary>The claims of both kinds of token: RFC 7519 section 4.1, and expire_at.</summary>
internal static class TokenClaims
{
    /// <summary>Decides by audience, issuer and times whether a token is good now.</summary>
    /// <exception cref="JsonException">A claim is of the wrong type.</exception>
    public static TokenRefusal Validate(JsonElement claims, TokenKeys keys, AccessRules access, DateTimeOffset now)
    {
        if (keys.Audience.Length > 0 && !IsFor(claims, keys.Audience))
        {
            return TokenRefusal.Audience;
        }

        if (keys.Issuer.Length > 0 && !string.Equals(ClaimReader.ReadText(claims, "iss"), keys.Issuer, StringComparison.Ordinal))
        {
            return TokenRefusal.Issuer;
        }

        if (ClaimReader.ReadTime(claims, "nbf") > now + keys.ClockSkew)
        {
            return TokenRefusal.NotYetValid;
        }

        var latest = now - keys.ClockSkew;
        if (ClaimReader.ReadTime(claims, "exp") <= latest || ReadExpiry(claims) <= latest)
        {
            return TokenRefusal.Expired;
        }

        return access.IsRevoked(ClaimReader.ReadText(claims, "sub"), ClaimReader.ReadText(claims, "jti"), ClaimReader.ReadTime(claims, "iat"), now)
            ? TokenRefusal.Revoked
            : TokenRefusal.None;
    }

    /// <summary>When what the token grants ends: expire_at (0 for never), else exp; null for never.</summary>
    /// <exception cref="JsonException">A claim is of the wrong type.</exception>
    public static DateTimeOffset? ReadExpiry(JsonElement claims)
    {
        if (!ClaimReader.TryFind(claims, "expire_at", out var value))
        {
            return ClaimReader.ReadTime(claims, "exp");
        }

        ClaimReader.Require(value, JsonValueKind.Number, "expire_at");
        if (!value.TryGetInt64(out var seconds) || seconds < 0)
        {
            throw new JsonException("The claim expire_at must be a whole number of seconds, or 0.");
        }

        return seconds == 0 ? null : ClaimReader.Time(seconds);
    }

    private static bool IsFor(JsonElement claims, string audience)
    {
        if (!ClaimReader.TryFind(claims, "aud", out var value))
        {
            return false;
        }

        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Any(item => string.Equals(ClaimReader.Text(item, "aud"), audience, StringComparison.Ordinal))
            : string.Equals(ClaimReader.Text(value, "aud"), audience, StringComparison.Ordinal);
    }
}
