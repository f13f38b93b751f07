using Microsoft.Extensions.Logging;

namespace Switchboard.Transports;

/// <summary>Log messages about what clients do with their requests. Event ids 180 to 189.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(180, LogLevel.Debug, "A client left in the middle of a request.")]
    public static partial void ClientGone(ILogger logger, Exception exception);

    [LoggerMessage(181, LogLevel.Debug, "A request's body is not what its head says.")]
    public static partial void Malformed(ILogger logger, Exception exception);
}
