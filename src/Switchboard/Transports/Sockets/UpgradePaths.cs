using Microsoft.AspNetCore.Http;

namespace Switchboard.Transports.Sockets;

/// <summary>The paths whose upgrades are taken before the web server sees them, with what answers them.</summary>
internal sealed record UpgradePaths(IReadOnlyDictionary<string, RequestDelegate> Endpoints);
