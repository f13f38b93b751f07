using Microsoft.Extensions.Logging;

namespace Switchboard.EventSources;

/// <summary>Log messages of event sources. Event ids 530 to 539.</summary>
internal static partial class EventSourceLog
{
    [LoggerMessage(530, LogLevel.Information, "The event source {Source} is consumed.")]
    public static partial void Started(ILogger logger, string source);

    [LoggerMessage(531, LogLevel.Warning, "The event source {Source} is not consumed: {Problem}. It is tried again, for ever.")]
    public static partial void Interrupted(ILogger logger, string source, string problem);

    [LoggerMessage(532, LogLevel.Warning, "A message of the event source {Source} cannot be used: {Reason}. Since the start it is the {Count}. of this kind; the next ones within a minute are counted alone.")]
    public static partial void Unusable(ILogger logger, string source, string reason, long count);

    [LoggerMessage(533, LogLevel.Warning, "Messages of the event source {Source} cannot be published at present: error {Code}, {Message}. They wait, and are tried again.")]
    public static partial void Waiting(ILogger logger, string source, uint code, string message);

    [LoggerMessage(534, LogLevel.Error, "A message of the event source {Source} failed.")]
    public static partial void Failed(ILogger logger, Exception exception, string source);

    [LoggerMessage(535, LogLevel.Warning, "The position of the event source {Source} could not be kept; it is tried again.")]
    public static partial void PositionNotKept(ILogger logger, Exception exception, string source);

    [LoggerMessage(536, LogLevel.Information, "The event source {Source} is consumed by another node; this one takes over when that ends.")]
    public static partial void StandingBy(ILogger logger, string source);
}
