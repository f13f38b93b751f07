namespace Switchboard.Server.Welcome;

/// <summary>The page at <c>/</c>: follows a channel and publishes into it, over the same wire as any client.</summary>
internal static class WelcomeEndpoints
{
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
            PageHeaders.Set(context.Response);
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
