using Microsoft.AspNetCore.Http;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <summary>What the address of a request says.</summary>
/// <param name="Version">The protocol's revision; null for one that is not served.</param>
/// <param name="IsWebSocket">Whether the transport is WebSocket; null for an unknown transport.</param>
/// <param name="Sid">The session; empty for a new one.</param>
/// <param name="WantsText">Whether a client of revision 3 cannot take binary bodies.</param>
internal sealed record EngineIoQuery(EngineIoVersion? Version, bool? IsWebSocket, string Sid, bool WantsText)
{
    public static EngineIoQuery Read(IQueryCollection query, EngineIoOptions options) => new(
        (string?)query["EIO"] switch
        {
            "4" => EngineIoVersion.V4,
            "3" when options.AllowVersion3 => EngineIoVersion.V3,
            _ => null,
        },
        (string?)query["transport"] switch
        {
            "websocket" => true,
            "polling" when options.AllowPolling => false,
            _ => null,
        },
        query["sid"].ToString(),
        query.ContainsKey("b64") && query["b64"] != "0");
}
