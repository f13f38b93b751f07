using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchboard.Transports.WebSockets;

/// <summary>The opening handshake (RFC 6455, section 4.2; over HTTP/2 RFC 8441).</summary>
internal static class WebSocketHandshake
{
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const string SupportedVersion = "13";
    private const int KeyBytes = 16;

    /// <summary>Whether the request is a handshake that can be accepted. Else it has been answered.</summary>
    public static bool Check(HttpContext context)
    {
        var request = context.Request;
        var isExtendedConnect = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
        var isUpgrade = HttpMethods.IsGet(request.Method)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);
        if (!isExtendedConnect && !isUpgrade)
        {
            context.Response.Headers.Upgrade = "websocket";
            Refusal.Write(context, StatusCodes.Status426UpgradeRequired, ErrorCodes.BadRequest, WhyNoUpgrade(request));
            return false;
        }

        if (request.Headers.SecWebSocketVersion != SupportedVersion)
        {
            context.Response.Headers.SecWebSocketVersion = SupportedVersion;
            Refusal.Write(context, StatusCodes.Status426UpgradeRequired, ErrorCodes.BadRequest, "Only version 13 of WebSocket is spoken here.");
            return false;
        }

        if (isUpgrade && !IsKey(request.Headers.SecWebSocketKey))
        {
            Refusal.Write(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "Sec-WebSocket-Key must be 16 bytes in base64.");
            return false;
        }

        return true;
    }

    /// <summary>Sets the headers of the answer that accepts the handshake.</summary>
    public static void Prepare(HttpContext context, string? subprotocol)
    {
        var headers = context.Response.Headers;
        if (subprotocol is not null)
        {
            headers.SecWebSocketProtocol = subprotocol;
        }

        if (!IsExtendedConnect(context))
        {
            headers.Connection = "Upgrade";
            headers.Upgrade = "websocket";
            headers.SecWebSocketAccept = AnswerTo(context.Request.Headers.SecWebSocketKey.ToString());
        }
    }

    /// <summary>Accepts the handshake through the web server.</summary>
    /// <returns>The stream of both sides' bytes.</returns>
    public static async Task<Stream> AcceptAsync(HttpContext context)
        => context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
            ? await connect.AcceptAsync()
            : await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();

    private static string WhyNoUpgrade(HttpRequest request)
        => string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            ? "The upgrade to WebSocket does not reach the hub: a proxy must pass Upgrade and Connection on, and the web server must support upgrades (that of a test server does not: use Kestrel)."
            : "This address speaks WebSocket: connect with a client of the protocol, or take another transport.";

    private static bool IsExtendedConnect(HttpContext context) => context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return key is { Length: 24 } && Convert.TryFromBase64String(key, bytes, out var length) && length == KeyBytes;
    }

    private static string AnswerTo(string key)
    {
        Span<byte> joined = stackalloc byte[24 + AcceptSuffix.Length];
        Encoding.ASCII.GetBytes(key, joined);
        Encoding.ASCII.GetBytes(AcceptSuffix, joined[24..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6455 says SHA-1; nothing depends on its strength.
        SHA1.HashData(joined, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }
}
