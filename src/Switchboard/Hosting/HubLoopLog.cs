using Microsoft.Extensions.Logging;

namespace Switchboard.Hosting;

/// <summary>Log messages of the hub's background work. Event ids 120 to 139.</summary>
internal static partial class HubLoopLog
{
    [LoggerMessage(120, LogLevel.Error, "A subscription of connection {Client} that is behind its stream could not be ended cleanly.")]
    public static partial void EndLaggingFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(122, LogLevel.Error, "The durable store could not be told which namespaces are durable now. Restart the server.")]
    public static partial void HoldFailed(ILogger logger, Exception exception);
}
