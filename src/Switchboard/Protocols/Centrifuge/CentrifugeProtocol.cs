using Microsoft.AspNetCore.Http;
using Switchboard.Connections;
using Switchboard.Transports;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>What the endpoints of the protocol have in common.</summary>
internal static class CentrifugeProtocol
{
    public const string Json = "json";
    public const string Protobuf = "protobuf";

    /// <summary>Whether the address asks for Protobuf, by either of the two names that clients use.</summary>
    public static bool AsksForProtobuf(IQueryCollection query) => query["format"] == Protobuf || query["cf_protocol"] == Protobuf;

    public static TransportInfo Info(string transport, bool isProtobuf, HttpContext context)
        => new(transport, isProtobuf ? Protobuf : Json, Admission.AddressOf(context));
}
