using Microsoft.Extensions.Logging;

namespace Switchboard.Calls;

/// <summary>Log messages of calls. Event ids 160 to 169.</summary>
internal static partial class CallLog
{
    [LoggerMessage(160, LogLevel.Error, "The handler of the call '{Method}' failed. Error id {ErrorId}.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string method, string errorId);

    [LoggerMessage(161, LogLevel.Error, "The application's listener to the progress of the call '{Method}' failed.")]
    public static partial void ListenerFailed(ILogger logger, Exception exception, string method);

    [LoggerMessage(162, LogLevel.Error, "A call with an idempotency key failed where it should not have. Error id {ErrorId}.")]
    public static partial void IdempotentCallFailed(ILogger logger, Exception exception, string errorId);

    [LoggerMessage(163, LogLevel.Warning, "The result of a call with an idempotency key could not be kept; trying again in {Seconds} s.")]
    public static partial void ResultNotKept(ILogger logger, Exception exception, double seconds);
}
