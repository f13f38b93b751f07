using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary>Maps addresses that take some methods of HTTP, and say so to the others.</summary>
internal static class MethodEndpointRouteBuilderExtensions
{
    /// <summary>The order of what answers where nothing else does: behind the application's own endpoints, in front of its fallbacks.</summary>
    public const int FallbackOrder = int.MaxValue - 1;

    /// <summary>Maps an address. Another method is answered with 405.</summary>
    public static void MapOnly(this IEndpointRouteBuilder endpoints, string path, string[] methods, RequestDelegate handler)
    {
        endpoints.MapMethods(path, methods, context => Refusal.SendAfterAsync(handler(context), context));
        endpoints.Map(path, context => Refuse(context, methods)).WithOrder(FallbackOrder);
    }

    /// <summary>Answers 405, with the methods that are taken.</summary>
    public static Task Refuse(HttpContext context, params string[] methods)
    {
        var allowed = string.Join(", ", methods);
        context.Response.Headers.Allow = allowed;
        return Refusal.WriteAsync(
            context, StatusCodes.Status405MethodNotAllowed, ErrorCodes.MethodNotFound, $"This address takes {allowed}, not {context.Request.Method}.");
    }
}
