using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Switchboard.Api;

/// <summary>Puts the HTTP API at its addresses.</summary>
internal static class ApiEndpointExtensions
{
    /// <summary>Where the API is.</summary>
    public const string Path = "/api";

    /// <summary>Maps an address for each operation, so that the application may have others below the same path.</summary>
    /// <param name="endpoints">Where.</param>
    /// <param name="api">The API.</param>
    /// <param name="appends">What takes bodies piece by piece.</param>
    /// <param name="fallbackOrder">Behind what of the application's the answer comes that there is no such method.</param>
    public static void MapApi(this IEndpointRouteBuilder endpoints, ApiEndpoint api, AppendStreamEndpoint appends, int fallbackOrder)
    {
        endpoints.MapPost(Path, api.HandleSequenceAsync);
        foreach (var operation in api.Operations)
        {
            endpoints.MapPost($"{Path}/{operation.Info.Name}", context => api.HandleAsync(context, operation));
        }

        endpoints.MapPost($"{Path}/{AppendStreamEndpoint.Name}", appends.HandleAsync);
        endpoints.Map($"{Path}/{{**method}}", api.RefuseAsync).WithOrder(fallbackOrder);
    }
}
