using Microsoft.Extensions.Logging;

namespace Switchboard.Worker;

/// <summary>Log messages of workers. Event ids 650 to 659.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(650, LogLevel.Warning, "The worker has no RabbitMQ ({Purpose}): {Problem}. It is tried again and again; the hub makes the queues when it starts.")]
    public static partial void Away(ILogger logger, string purpose, string problem);

    [LoggerMessage(651, LogLevel.Information, "The worker has RabbitMQ again ({Purpose}).")]
    public static partial void Back(ILogger logger, string purpose);

    [LoggerMessage(652, LogLevel.Error, "The handler of '{Method}' failed at attempt {Attempt}; the hub is told the exception's message.")]
    public static partial void Failed(ILogger logger, Exception exception, string method, string attempt);

    [LoggerMessage(653, LogLevel.Warning, "A message that is no job was in the queue of '{Method}', and is dropped.")]
    public static partial void NoJob(ILogger logger, string method);

    [LoggerMessage(654, LogLevel.Warning, "What came of {Attempt} cannot be told: RabbitMQ has no queue '{Queue}' for it.")]
    public static partial void NobodyToTell(ILogger logger, string attempt, string queue);

    [LoggerMessage(655, LogLevel.Debug, "RabbitMQ did not confirm what came of {Attempt}; it is told again.")]
    public static partial void NotConfirmed(ILogger logger, Exception exception, string attempt);

    [LoggerMessage(656, LogLevel.Warning, "{Count} jobs had not ended in time; they are cancelled, and other workers get them.")]
    public static partial void GivenBack(ILogger logger, int count);
}
