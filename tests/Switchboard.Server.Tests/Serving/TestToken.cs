using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Server.Tests.Serving;

/// <summary>Connection tokens, made without any of the server's code.</summary>
internal static class TestToken
{
    /// <summary>A token of a user, signed with HS256.</summary>
    public static string Create(string user, string secret)
    {
        var content = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"sub":"{{user}}"}"""))}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(content));
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }
}
