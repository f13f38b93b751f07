using Microsoft.Net.Http.Headers;

namespace Switchboard.Server.Welcome;

/// <summary>The page at <c>/</c>: follows a channel and publishes into it, over the same wire as any client.</summary>
internal static class WelcomeEndpoints
{
    // No inline script, no foreign source, no frame: what a channel carries cannot become code.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Maps the page and its two files.</summary>
    public static void MapWelcome(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "/", "index.html", "text/html; charset=utf-8");
        Map(endpoints, "/welcome/page.js", "page.js", "text/javascript; charset=utf-8");
        Map(endpoints, "/welcome/client.js", "client.js", "text/javascript; charset=utf-8");
        Map(endpoints, "/welcome/page.css", "page.css", "text/css; charset=utf-8");
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, string file, string contentType)
    {
        var content = Read(file);
        endpoints.MapGet(path, (HttpContext context) =>
        {
            var headers = context.Response.Headers;
            headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
            headers[HeaderNames.XContentTypeOptions] = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers[HeaderNames.CacheControl] = "no-cache";
            return TypedResults.Bytes(content, contentType);
        });
    }

    private static byte[] Read(string file)
    {
        using var resource = typeof(WelcomeEndpoints).Assembly.GetManifestResourceStream($"welcome/{file}")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
