namespace Switchboard.Tests.Wires;

/// <summary>What a wire does not have because of its protocol, and why.</summary>
/// <param name="Wire">The wire.</param>
/// <param name="Needs">What it does not have.</param>
/// <param name="Reason">Why.</param>
internal sealed record Permanent(WireKind Wire, WireNeeds Needs, string Reason);

/// <summary>Every difference between the wires. What is not here is the same on all of them.</summary>
internal static class WireExceptions
{
    private const string NoCodeInPolling = "On polling a close is Engine.IO's packet 1, which has no code.";

    private static readonly WireKind[] _streams = [WireKind.Sse, WireKind.HttpStreamJson, WireKind.HttpStreamProtobuf];
    private static readonly WireKind[] _socketIo4 = [WireKind.SocketIo4WebSocket, WireKind.SocketIo4Polling];
    private static readonly WireKind[] _socketIo5 = [WireKind.SocketIo5WebSocket, WireKind.DirectSocketIo5, WireKind.SocketIo5Polling];
    private static readonly WireKind[] _socketIo = [.. _socketIo4, .. _socketIo5];

    public static IReadOnlyList<Permanent> Permanent { get; } =
    [
        new(WireKind.UniSse, WireNeeds.Commands, "One-way: the client says nothing after its connect request."),
        new(WireKind.UniSse, WireNeeds.Heartbeat, "One-way: pings want no answer."),
        new(WireKind.UniSse, WireNeeds.OpenBeforeConnect, "The connect request is the HTTP request."),
        new(WireKind.UniSse, WireNeeds.RefusalCodes, "A refusal is an HTTP status: at any other an EventSource comes back."),
        .. On(_streams, WireNeeds.OpenBeforeConnect, "The connect command is in the first HTTP request; without it that is malformed."),
        .. On(_streams, WireNeeds.ConnectAgain, "Further commands go by the session that the answer to connect names."),
        new(WireKind.UniSse, WireNeeds.ConnectAgain, "One-way: the client says nothing after its connect request."),
        .. On(_socketIo4, WireNeeds.ConnectAgain, "The token is in the address of the transport."),
        .. On(_socketIo, WireNeeds.ConnectDetails, "Socket.IO's CONNECT packet answers with the client's id alone."),
        .. On(_socketIo, WireNeeds.ConnectSubscriptions, "Socket.IO clients subscribe by events once they have connected."),
        .. On(_socketIo, WireNeeds.AsyncMessage, "In Socket.IO, messages to the application are events of its own; the event send is the operation."),
        .. On(_socketIo, WireNeeds.RefusalCloses, "A refused CONNECT leaves the transport open, for other namespaces."),
        .. On(_socketIo4, WireNeeds.OpenBeforeConnect, "Clients 1 and 2 are let in when the transport opens."),
        .. On(_socketIo4, WireNeeds.ConnectData, "Clients 1 and 2 send nothing with their CONNECT."),
        .. On(_socketIo4, WireNeeds.ServerPings, "In Engine.IO 3 the client pings."),
        .. On(_socketIo4, WireNeeds.RefusalCodes, "Protocol 4 refuses with a text."),
        .. On([WireKind.WebSocketProtobuf, WireKind.HttpStreamProtobuf], WireNeeds.JsonAlone, "Protobuf carries any bytes."),
        .. On(_socketIo, WireNeeds.JsonAlone, "Socket.IO carries bytes as attachments."),
        new(WireKind.SocketIo4Polling, WireNeeds.CloseCodes, NoCodeInPolling),
        new(WireKind.SocketIo5Polling, WireNeeds.CloseCodes, NoCodeInPolling),
    ];

    /// <summary>Whether a wire has all that a case needs.</summary>
    public static bool Has(WireKind wire, WireNeeds needs) => !Permanent.Any(it => it.Wire == wire && (it.Needs & needs) != WireNeeds.None);

    private static IEnumerable<Permanent> On(WireKind[] wires, WireNeeds needs, string reason) => wires.Select(wire => new Permanent(wire, needs, reason));
}
