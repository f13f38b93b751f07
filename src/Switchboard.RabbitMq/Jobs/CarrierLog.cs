using Microsoft.Extensions.Logging;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Log messages of carriers of jobs over RabbitMQ. Event ids 640 to 649.</summary>
internal static partial class CarrierLog
{
    [LoggerMessage(640, LogLevel.Warning, "The carrier '{Carrier}' cannot use RabbitMQ: {Problem}. Jobs wait in the hub, reports in RabbitMQ; it is tried again, for ever.")]
    public static partial void Away(ILogger logger, string carrier, string problem);

    [LoggerMessage(641, LogLevel.Information, "The carrier '{Carrier}' can use RabbitMQ again.")]
    public static partial void Back(ILogger logger, string carrier);

    [LoggerMessage(642, LogLevel.Warning, "RabbitMQ takes no messages from the carrier '{Carrier}' at present: {Reason}. Jobs wait in the hub.")]
    public static partial void Blocked(ILogger logger, string carrier, string reason);

    [LoggerMessage(643, LogLevel.Information, "RabbitMQ takes messages from the carrier '{Carrier}' again.")]
    public static partial void Unblocked(ILogger logger, string carrier);

    [LoggerMessage(644, LogLevel.Warning, "A report of {Bytes} bytes to the carrier '{Carrier}' cannot be read and is dropped: its type is '{Type}', its correlation id '{Attempt}'. Look at the worker. The next ones within a minute are counted alone.")]
    public static partial void Unreadable(ILogger logger, string carrier, int bytes, string type, string attempt);

    [LoggerMessage(645, LogLevel.Debug, "Reports to the carrier '{Carrier}' could not be taken; they come again.")]
    public static partial void NotTaken(ILogger logger, Exception exception, string carrier);

    [LoggerMessage(646, LogLevel.Warning, "Workers of the carrier '{Carrier}' could not be told that {Attempt} is cancelled: {Problem}. They carry it out to the end.")]
    public static partial void NotCancelled(ILogger logger, string carrier, string attempt, string problem);

    [LoggerMessage(649, LogLevel.Warning, "The exchange '{Exchange}' of the carrier '{Carrier}' was missing, and was made again. Workers that run hear of no cancellation until they connect again: restart them.")]
    public static partial void CancelExchangeMade(ILogger logger, string carrier, string exchange);

    [LoggerMessage(648, LogLevel.Error, "Reading a report to the carrier '{Carrier}' failed where it should not have; the report is dropped. Report it.")]
    public static partial void ReadingFailed(ILogger logger, Exception exception, string carrier);

    [LoggerMessage(647, LogLevel.Debug, "The Celery task {Attempt} failed: {Traceback}")]
    public static partial void TaskFailed(ILogger logger, string attempt, string traceback);
}
