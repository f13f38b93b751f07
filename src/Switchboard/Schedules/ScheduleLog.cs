using Microsoft.Extensions.Logging;

namespace Switchboard.Schedules;

/// <summary>Log messages of schedules. Event ids 190 to 199.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(190, LogLevel.Warning, "The schedule {Id} of {Owner} was due, and cannot be carried out any more: error {Code}, {Message}. It is dropped.")]
    public static partial void Refused(ILogger logger, string id, string owner, uint code, string message);

    [LoggerMessage(191, LogLevel.Error, "The schedule {Id} of {Owner} failed; it is tried again.")]
    public static partial void Failed(ILogger logger, Exception exception, string id, string owner);

    [LoggerMessage(192, LogLevel.Error, "What is due could not be looked up; trying again in {Seconds} s.")]
    public static partial void LookFailed(ILogger logger, Exception exception, double seconds);
}
