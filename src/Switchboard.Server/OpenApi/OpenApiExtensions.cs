using System.Net.Mime;
using Swashbuckle.AspNetCore.SwaggerUI;
using Switchboard.Api;
using Switchboard.Bus;

namespace Switchboard.Server.OpenApi;

/// <summary>Serves the description of the HTTP API, and a page that shows it.</summary>
internal static class OpenApiExtensions
{
    /// <summary>Where the description is.</summary>
    public const string DocumentPath = "/openapi.json";

    private const string PagePath = "openapi";

    // Swagger UI makes this style element. A version with another one is found by the test with a browser, tests/clients/suites/pages.test.js.
    private const string InlineStyle = " 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

    public static void MapApiDescription(this WebApplication application)
    {
        var methods = application.Services.GetRequiredService<ApiDispatcher>().Operations;
        var version = application.Services.GetRequiredService<NodeIdentity>().Version.Split(' ')[^1];
        var document = ApiDocument.Create(methods, version).ToJsonString();
        application.MapGet(DocumentPath, () => TypedResults.Text(document, MediaTypeNames.Application.Json));

        // In a branch of its own: in the main line it would keep a state for each open connection.
        application.UseWhen(
            static context => context.Request.Path.StartsWithSegments($"/{PagePath}", StringComparison.OrdinalIgnoreCase),
            static branch => branch.Use(SetHeaders).UseSwaggerUI(Configure));
    }

    private static RequestDelegate SetHeaders(RequestDelegate next) => context =>
    {
        PageHeaders.Set(context.Response, InlineStyle);
        return next(context);
    };

    private static void Configure(SwaggerUIOptions page)
    {
        page.RoutePrefix = PagePath;
        page.DocumentTitle = "Switchboard HTTP API";

        // Relative to the page, for servers behind a proxy that puts a path in front.
        page.SwaggerEndpoint($"..{DocumentPath}", page.DocumentTitle);
    }
}
