using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Switchboard.Api;

/// <summary>Puts the HTTP API at its addresses.</summary>
internal static class ApiEndpointExtensions
{
    /// <summary>Where the API is.</summary>
    public const string Path = "/api";

    /// <summary>Maps an address for each method, so that the application may have others below the same path.</summary>
    public static void MapApi(this IEndpointRouteBuilder endpoints, ApiEndpoint api)
    {
        endpoints.MapPost(Path, api.HandleSequenceAsync);
        foreach (var method in api.Methods)
        {
            endpoints.MapPost($"{Path}/{method.Name}", context => api.HandleAsync(context, method));
        }
    }
}
