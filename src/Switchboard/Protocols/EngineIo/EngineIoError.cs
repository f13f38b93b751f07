using Microsoft.AspNetCore.Http;

namespace Switchboard.Protocols.EngineIo;

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
