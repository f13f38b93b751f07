using Microsoft.Extensions.Logging;

namespace Switchboard.Boards;

/// <summary>Log messages of boards. Event ids 440 to 449.</summary>
internal static partial class BoardLog
{
    [LoggerMessage(440, LogLevel.Error, "The holds of boards that are due could not be looked after; trying again in {Seconds} s.")]
    public static partial void HoldsFailed(ILogger logger, Exception exception, double seconds);

    [LoggerMessage(441, LogLevel.Warning, "The holder of a line in {Channel} could not be reminded in the inbox: error {Code}, {Message}.")]
    public static partial void ReminderFailed(ILogger logger, string channel, uint code, string message);

    [LoggerMessage(442, LogLevel.Warning, "The holds of boards that are due wait: error {Code}, {Message}. It is tried again each second.")]
    public static partial void HoldsWait(ILogger logger, uint code, string message);
}
