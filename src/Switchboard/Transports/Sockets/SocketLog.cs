using Microsoft.Extensions.Logging;

namespace Switchboard.Transports.Sockets;

/// <summary>Log messages of the hub's own listener. Event ids 170 to 179.</summary>
internal static partial class SocketLog
{
    [LoggerMessage(170, LogLevel.Error, "A connection failed where it should not have; the others go on.")]
    public static partial void ItemFailed(ILogger logger, Exception exception);

    [LoggerMessage(171, LogLevel.Warning, "A connection could not be accepted: {Error}.")]
    public static partial void AcceptFailed(ILogger logger, System.Net.Sockets.SocketError error);
}
