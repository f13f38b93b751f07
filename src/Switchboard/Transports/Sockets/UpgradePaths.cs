using Microsoft.AspNetCore.Http;

namespace Switchboard.Transports.Sockets;

/// <summary>The paths whose upgrades are taken before the web server sees them, with what answers them.</summary>
internal sealed record UpgradePaths(IReadOnlyDictionary<string, RequestDelegate> Endpoints)
{
    /// <summary>The largest head of a request that is read here. The web server answers larger ones as it always does.</summary>
    public required int MaxHeadBytes { get; init; }

    /// <summary>Whether upgrades to a path are taken.</summary>
    public bool Takes(string path) => Endpoints.ContainsKey(path);
}
