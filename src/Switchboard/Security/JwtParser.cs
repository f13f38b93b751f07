using System.Buffers;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Switchboard.Security;

/// <summary>The compact form of a signed JWT (RFC 7515 section 3.1): three parts in base64url, joined by dots.</summary>
internal static class JwtParser
{
    private static readonly SearchValues<char> _base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Parses the header and payload, unverified.</summary>
    /// <returns>The token, or null for anything else; never throws.</returns>
    public static JsonWebToken? Parse(string token)
    {
        if (!HasThreeParts(token))
        {
            return null;
        }

        try
        {
            var parsed = new JsonWebToken(token);
            return string.IsNullOrEmpty(parsed.Alg) ? null : parsed;
        }
        catch (Exception)
        {
            // Which exceptions the library throws for what a client sends is not part of its contract.
            return null;
        }
    }

    private static bool HasThreeParts(ReadOnlySpan<char> token)
    {
        var parts = 0;
        foreach (var range in token.Split('.'))
        {
            var part = token[range];
            if (++parts > 3 || part.IsEmpty || part.ContainsAnyExcept(_base64UrlCharacters))
            {
                return false;
            }
        }

        return parts == 3;
    }
}
