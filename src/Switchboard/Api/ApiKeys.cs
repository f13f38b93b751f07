using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Security.Access;

namespace Switchboard.Api;

/// <summary>Tells whose key a request bears.</summary>
internal sealed class ApiKeys(ApiKeyFinder keys, IEnumerable<IApiAuthenticator> authenticators)
{
    /// <summary>The header that bears a key.</summary>
    public const string Header = "X-API-Key";

    /// <summary>The scheme of an Authorization header that bears a key.</summary>
    public const string Scheme = "apikey";

    /// <summary>What the bearer of a request may do, by a key or in another way that is known; null where it is nobody.</summary>
    public async ValueTask<ApiKeySettings?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var found = Find(request);
        foreach (var authenticator in authenticators)
        {
            found ??= await authenticator.FindAsync(request, cancellationToken);
        }

        return found;
    }

    /// <summary>The key that a request bears; null where it bears none, or an unknown one.</summary>
    public ApiKeySettings? Find(HttpRequest request)
    {
        var secret = Secret(request);
        if (secret.Length == 0)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret), hash);
        return keys.Find(hash);
    }

    private static string Secret(HttpRequest request)
    {
        var header = request.Headers[Header].ToString();
        if (header.Length > 0)
        {
            return header;
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith($"{Scheme} ", StringComparison.OrdinalIgnoreCase) ? authorization[(Scheme.Length + 1)..].Trim() : "";
    }
}
