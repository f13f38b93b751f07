using Microsoft.AspNetCore.Routing;

namespace Switchboard.Hosting;

/// <summary>Endpoints that a module of the hub adds to those of MapSwitchboard.</summary>
internal interface IHubEndpoints
{
    /// <summary>Maps them, in front of what answers that there is no such address.</summary>
    void Map(IEndpointRouteBuilder endpoints);
}
