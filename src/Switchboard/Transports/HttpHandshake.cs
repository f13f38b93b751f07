using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Switchboard.Connections;

namespace Switchboard.Transports;

/// <summary>The HTTP request that began a connection.</summary>
internal sealed class HttpHandshake(HttpContext context) : IHandshake
{
    /// <inheritdoc/>
    public ClaimsPrincipal? User => context.User.Identity?.IsAuthenticated == true && IsOfOwnMaking(context.Request) ? context.User : null;

    /// <inheritdoc/>
    public DateTimeOffset? UserExpiresAt => context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;

    /// <inheritdoc/>
    public string Host => context.Request.Host.Value ?? "";

    /// <inheritdoc/>
    public bool IsSecure => context.Request.IsHttps;

    /// <inheritdoc/>
    public string? Query(string name)
        => context.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <inheritdoc/>
    public Principal? CertificatePrincipal => context.Features.Get<ICertificateFeature>() is { } certificate && IsOfOwnMaking(context.Request) ? certificate.Principal : null;

    /// <inheritdoc/>
    public string? Header(string name)
        => context.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;

    // A browser names the origin of scripts, which has been checked. What it fetches without (an image's address, say) may be another
    // site's idea, and carries the user's cookies and certificate all the same: Fetch Metadata tells, section 2.3.
    private static bool IsOfOwnMaking(HttpRequest request)
        => request.Headers.Origin.Count > 0 || request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
}

/// <summary>The feature of a connection whose client has shown a certificate that was found valid.</summary>
internal interface ICertificateFeature
{
    /// <summary>Who the client is; null for nobody in particular.</summary>
    Principal? Principal { get; }
}
