using Microsoft.AspNetCore.Http;
using Switchboard.Connections;
using Switchboard.Transports;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>What the endpoints of the protocol have in common.</summary>
internal static class CentrifugeProtocol
{
    public const string Json = "json";
    public const string Protobuf = "protobuf";
    public const string EventStream = "text/event-stream; charset=utf-8";
    public const string OctetStream = "application/octet-stream";

    /// <summary>The query parameter in which clients that cannot send a body put their first commands.</summary>
    public const string ConnectParameter = "cf_connect";

    /// <summary>Whether the address asks for Protobuf, by either of the two names that clients use.</summary>
    public static bool AsksForProtobuf(IQueryCollection query) => query["format"] == Protobuf || query["cf_protocol"] == Protobuf;

    /// <summary>Whether the request's body is Protobuf; anything else is read as JSON.</summary>
    public static bool IsProtobuf(HttpRequest request)
        => request.ContentType is { } type && type.StartsWith(OctetStream, StringComparison.OrdinalIgnoreCase);

    public static TransportInfo Info(string transport, bool isProtobuf, HttpContext context)
        => new(transport, isProtobuf ? Protobuf : Json, ConnectionLimiter.AddressOf(context)) { Handshake = new HttpHandshake(context) };
}
