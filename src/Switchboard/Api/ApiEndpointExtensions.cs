using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Switchboard.Api;

/// <summary>Puts the HTTP API at its addresses.</summary>
internal static class ApiEndpointExtensions
{
    /// <summary>Where the API is.</summary>
    public const string Path = "/api";

    /// <summary>Maps an address for each operation, so that the application may have others below the same path.</summary>
    public static void MapApi(this IEndpointRouteBuilder endpoints, ApiEndpoint api)
    {
        endpoints.MapPost(Path, api.HandleSequenceAsync);
        foreach (var operation in api.Operations)
        {
            endpoints.MapPost($"{Path}/{operation.Info.Name}", context => api.HandleAsync(context, operation));
        }
    }
}
