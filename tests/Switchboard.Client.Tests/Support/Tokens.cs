using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Client.Tests.Support;

/// <summary>Signs tokens as an application's back end does.</summary>
internal static class Tokens
{
    /// <summary>An HS256 token with these claims.</summary>
    public static string Sign(string claims)
    {
        var signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ClientHub.Secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>A connection token for a user.</summary>
    public static string ForUser(string user, TimeSpan? life = null)
        => Sign($$"""{"sub":"{{user}}","exp":{{DateTimeOffset.UtcNow.Add(life ?? TimeSpan.FromHours(1)).ToUnixTimeSeconds()}}}""");

    /// <summary>Gives a new connection token for a user each time.</summary>
    public static ICredentialProvider ProviderFor(string user) => new TokenCredentialProvider((_, _) => ValueTask.FromResult<string?>(ForUser(user)));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
