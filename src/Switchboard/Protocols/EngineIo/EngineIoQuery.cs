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

/// <summary>Why a request is answered with 400. The numbers are those that clients of Engine.IO know.</summary>
internal sealed record EngineIoError(int Code, string Message)
{
    public static EngineIoError UnknownTransport { get; } = new(0, "Transport unknown");

    public static EngineIoError UnknownSession { get; } = new(1, "Session ID unknown");

    public static EngineIoError BadHandshakeMethod { get; } = new(2, "Bad handshake method");

    public static EngineIoError BadRequest { get; } = new(3, "Bad request");

    public static EngineIoError UnsupportedVersion { get; } = new(5, "Unsupported protocol version");

    /// <summary>Answers a request with it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"code":{{Code}},"message":"{{Message}}"}""", context.RequestAborted);
    }
}
