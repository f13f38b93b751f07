using Microsoft.Extensions.Logging;

namespace Switchboard.Outbox;

/// <summary>Log messages of event targets and their outbox. Event ids 390 to 399.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(390, LogLevel.Warning, "Events cannot be sent to the target {Target}: {Problem}. They wait, and are sent again.")]
    public static partial void Waiting(ILogger logger, string target, string problem);

    [LoggerMessage(391, LogLevel.Information, "Events are sent to the target {Target} again.")]
    public static partial void Sending(ILogger logger, string target);

    [LoggerMessage(392, LogLevel.Warning, "{Count} events that the target {Target} should be told of were dropped since the last such line: {Reason}.")]
    public static partial void Dropped(ILogger logger, long count, string target, string reason);

    [LoggerMessage(393, LogLevel.Error, "The server stopped, and {Count} events for the target {Target} in memory could not be sent: they are lost.")]
    public static partial void Lost(ILogger logger, long count, string target);
}
