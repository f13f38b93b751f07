using Microsoft.Extensions.Logging;

namespace Switchboard.Redis;

/// <summary>Log messages of Redis. Event ids 580 to 589.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(580, LogLevel.Warning, "Tickets that nobody used could not be looked for in Redis; they cannot be used any more, and are removed later.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(583, LogLevel.Warning, "A ticket of the format wstoken was brought whose value is not {{\"user\": …, \"time\": \"dd:MM:yyyy:HH:mm:ss\"}}: nobody is let in by it. Look at the program that writes it.")]
    public static partial void Unreadable(ILogger logger);

    [LoggerMessage(581, LogLevel.Warning, "Redis cannot be reached ({Problem}). Who is connected stays; tickets are neither made nor taken and event sources wait until it is back. Look at redis.connection, and at Redis.")]
    public static partial void Away(ILogger logger, string problem);

    [LoggerMessage(582, LogLevel.Information, "Redis is there again.")]
    public static partial void Back(ILogger logger);

    [LoggerMessage(584, LogLevel.Error, "An entry of the event source {Source} could not be handled; it is given back.")]
    public static partial void EntryFailed(ILogger logger, Exception exception, string source);

    [LoggerMessage(585, LogLevel.Warning, "An unusable entry of the event source {Source} cannot be added to the stream {Stream}; it is tried again.")]
    public static partial void DeadLetterFailed(ILogger logger, Exception exception, string source, string stream);
}
