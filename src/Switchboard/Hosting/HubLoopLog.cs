using Microsoft.Extensions.Logging;

namespace Switchboard.Hosting;

/// <summary>Log messages of the hub's background work. Event ids 120 to 139.</summary>
internal static partial class HubLoopLog
{
    [LoggerMessage(120, LogLevel.Error, "A subscription of connection {Client} that is behind its stream could not be ended cleanly.")]
    public static partial void EndLaggingFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(122, LogLevel.Error, "The durable store could not be told which namespaces are durable now. Restart the server.")]
    public static partial void HoldFailed(ILogger logger, Exception exception);

    [LoggerMessage(123, LogLevel.Warning, "The memory for streams is full: {Refused} publications were refused and {Evicted} streams given up since the start; {Streams} streams and {Bytes} bytes are kept. Raise limits.memoryStreams, limits.memoryHistoryBytes or limits.memoryKeyBytes, or keep less.")]
    public static partial void MemoryFull(ILogger logger, long refused, long evicted, int streams, long bytes);

    [LoggerMessage(124, LogLevel.Warning, "Who may do what could not be read from the store; it is tried again.")]
    public static partial void AccessNotRead(ILogger logger, Exception exception);
}
