using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Names;

namespace Switchboard.Transports;

/// <summary>Decides which pages may reach the server from a browser.</summary>
internal sealed class OriginPolicy(SettingsHolder settings)
{
    private const string Any = "*";
    private const string AnySubdomain = "*.";

    /// <summary>Whether a request may be served: it names no origin, the server's own, or one that is allowed.</summary>
    public bool Allows(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        return origins.Count == 0 || (origins is [{ } text] && Allows(request, text));
    }

    private bool Allows(HttpRequest request, string text)
    {
        var isOrigin = Origin.TryParse(text, out var origin);
        if (isOrigin && Origin.TryParse($"{request.Scheme}://{request.Host.Value}", out var own) && origin == own)
        {
            return true;
        }

        foreach (var allowed in settings.Current.AllowedOrigins)
        {
            if (allowed == Any || string.Equals(allowed, text, StringComparison.OrdinalIgnoreCase) || (isOrigin && Matches(allowed, origin)))
            {
                return true;
            }
        }

        return false;
    }

    // https://*.example.com allows https://a.example.com, and not https://example.com.
    private static bool Matches(string allowed, Origin origin)
    {
        var star = allowed.IndexOf(AnySubdomain, StringComparison.Ordinal);
        return star < 0
            ? Origin.TryParse(allowed, out var exact) && exact == origin
            : Origin.TryParse(allowed.Remove(star, AnySubdomain.Length), out var above) && origin.IsBelow(above);
    }
}

/// <summary>Lets pages of allowed origins, and only these, use the endpoints from a browser (Fetch standard, section 3.3).</summary>
internal sealed class CrossOrigin(OriginPolicy origins, HubMetrics metrics, IAuditLog audit)
{
    private const string PreflightSeconds = "300";
    private const int MaxRequestedHeaders = 1024;

    /// <summary>Lets a request pass, or answers it: 403 to a foreign page, 204 to a pre-flight request. False where it was answered.</summary>
    public bool TryPass(HttpContext context)
    {
        if (!origins.Allows(context.Request))
        {
            metrics.ConnectRefused("origin");
            RequestAudit.Refused(audit, context, "connect.refused", "origin");
            Refuse(context);
            return false;
        }

        var origin = context.Request.Headers.Origin;
        if (origin.Count > 0)
        {
            var headers = context.Response.Headers;
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        }

        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return true;
        }

        AnswerPreflight(context);
        return false;
    }

    /// <summary>Answers a request of a foreign page.</summary>
    public static void Refuse(HttpContext context) => Refusal.Write(
        context, StatusCodes.Status403Forbidden, ErrorCodes.PermissionDenied, "Pages of this origin may not use the hub. Add it to connections.allowedOrigins.");

    private static void AnswerPreflight(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        var headers = context.Response.Headers;
        if (headers.AccessControlAllowOrigin.Count == 0)
        {
            return;
        }

        headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        headers.AccessControlMaxAge = PreflightSeconds;
        var wanted = context.Request.Headers.AccessControlRequestHeaders.ToString();
        if (wanted.Length is > 0 and <= MaxRequestedHeaders)
        {
            headers.AccessControlAllowHeaders = wanted;
        }
    }
}
