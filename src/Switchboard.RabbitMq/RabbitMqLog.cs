using Microsoft.Extensions.Logging;

namespace Switchboard.RabbitMq;

/// <summary>Log messages of RabbitMQ. Event ids 590 to 599.</summary>
internal static partial class RabbitMqLog
{
    [LoggerMessage(590, LogLevel.Warning, "RabbitMQ takes no messages at present ({Reason}): what is published there waits. Events are consumed on.")]
    public static partial void Blocked(ILogger logger, string reason);

    [LoggerMessage(591, LogLevel.Information, "RabbitMQ takes messages again.")]
    public static partial void Unblocked(ILogger logger);

    [LoggerMessage(592, LogLevel.Warning, "Unusable messages of the event source {Source} cannot be published to the exchange {Exchange} ({Problem}); they wait, and are tried again.")]
    public static partial void DeadLetterFailed(ILogger logger, string source, string exchange, string problem);

    [LoggerMessage(593, LogLevel.Warning, "The exchange {Exchange} took an unusable message of the event source {Source}, and no queue is bound to it: the message is dropped. Bind a queue.")]
    public static partial void DeadLetterUnroutable(ILogger logger, string exchange, string source);

    [LoggerMessage(594, LogLevel.Error, "A message of the event source {Source} could not be handled; the channel is opened anew.")]
    public static partial void DeliveryFailed(ILogger logger, Exception exception, string source);
}
