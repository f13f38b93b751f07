using Microsoft.Net.Http.Headers;
using Switchboard.Transports;

namespace Switchboard.Server;

/// <summary>The headers of everything that the server answers by itself.</summary>
internal static class PageHeaders
{
    /// <summary>Sets those of a page and of its files.</summary>
    /// <param name="response">The response.</param>
    /// <param name="inlineStyle">The hash of the one style that a script of the page puts into it; empty for none.</param>
    public static void Set(HttpResponse response, string inlineStyle = "")
    {
        SecurityHeaders.Set(response);

        // No inline script, no foreign source, no frame: what a channel carries cannot become code.
        response.Headers[HeaderNames.ContentSecurityPolicy] =
            $"default-src 'none'; script-src 'self'; style-src 'self'{inlineStyle}; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers[HeaderNames.CacheControl] = "no-cache";
    }

    /// <summary>Sets those of data on every answer that is none of the hub's either, such as that there is nothing at an address.</summary>
    public static void UseSecurityHeaders(this WebApplication application) => application.Use(static next => context =>
    {
        if (SecurityHeaders.Concern(context.Request))
        {
            SecurityHeaders.Set(context.Response);
        }

        return next(context);
    });
}
