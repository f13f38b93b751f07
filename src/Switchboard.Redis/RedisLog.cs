using Microsoft.Extensions.Logging;

namespace Switchboard.Redis;

/// <summary>Log messages of Redis. Event ids 580 to 589.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(580, LogLevel.Warning, "Tickets that nobody used could not be looked for in Redis; they cannot be used any more, and are removed later.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);
}
