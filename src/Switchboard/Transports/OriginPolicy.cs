using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;

namespace Switchboard.Transports;

/// <summary>Decides which pages may reach the server from a browser.</summary>
internal sealed class OriginPolicy(SettingsHolder settings)
{
    private const string Any = "*";
    private const string AnySubdomain = "*.";

    /// <summary>Whether a request may be served: it names no origin, the server's own, or one that is allowed.</summary>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || IsOwn(request, origin) || IsListed(origin);
    }

    private static bool IsOwn(HttpRequest request, string origin)
        => Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            && string.Equals(page.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase);

    private bool IsListed(string origin)
    {
        foreach (var allowed in settings.Current.AllowedOrigins)
        {
            if (allowed == Any || string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase) || MatchesSubdomain(allowed, origin))
            {
                return true;
            }
        }

        return false;
    }

    // https://*.example.com allows https://a.example.com, and not https://example.com.
    private static bool MatchesSubdomain(string allowed, string origin)
    {
        var star = allowed.IndexOf(AnySubdomain, StringComparison.Ordinal);
        if (star < 0)
        {
            return false;
        }

        var (scheme, suffix) = (allowed[..star], allowed[(star + 1)..]);
        return origin.Length > scheme.Length + suffix.Length
            && origin.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && origin.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
    }
}
