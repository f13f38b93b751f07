using Microsoft.Extensions.Logging;

namespace Switchboard.Diagnostics;

/// <summary>Log messages about background work of all parts. Event ids 370 to 379.</summary>
internal static partial class SupervisorLog
{
    [LoggerMessage(370, LogLevel.Error, "The background task '{Task}' failed and goes on. The node is degraded for a minute; further failures in that time are logged at Debug.")]
    public static partial void Failed(ILogger logger, Exception exception, string task);

    [LoggerMessage(371, LogLevel.Debug, "The background task '{Task}' failed again and goes on.")]
    public static partial void FailedAgain(ILogger logger, Exception exception, string task);

    [LoggerMessage(372, LogLevel.Critical, "The background task '{Task}' cannot go on: the server stops.")]
    public static partial void GivenUp(ILogger logger, string task);
}
