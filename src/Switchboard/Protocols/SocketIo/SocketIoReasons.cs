using System.Collections.Frozen;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Why sockets end, in the words that users of Socket.IO know.</summary>
internal static class SocketIoReasons
{
    public const string ClientDisconnect = "client namespace disconnect";
    public const string ServerDisconnect = "server namespace disconnect";
    public const string ForcedClose = "forced close";

    private static readonly FrozenSet<string> _recoverable
        = CloseCodes.All.Where(static code => code.Reconnect).Select(Of).Append(ForcedClose)
            .Except(CloseCodes.All.Where(static code => !code.Reconnect).Select(Of), StringComparer.Ordinal)
            .ToFrozenSet(StringComparer.Ordinal);

    public static string Of(CloseCode code) => code switch
    {
        _ when code == CloseCodes.NoPong => "ping timeout",
        _ when code == CloseCodes.BadRequest || code == CloseCodes.ProtocolError || code == CloseCodes.InvalidPayload => "parse error",
        _ when code == CloseCodes.Shutdown => "server shutting down",
        _ when code == CloseCodes.ConnectionClosed => "transport close",
        _ when code == CloseCodes.ForceDisconnect => ServerDisconnect,
        _ => code.Reason,
    };

    /// <summary>Whether a client that ended for this comes back by itself, and may come back to its state: it did not choose to go, and was not sent away.</summary>
    public static bool IsRecoverable(string reason) => _recoverable.Contains(reason);
}
