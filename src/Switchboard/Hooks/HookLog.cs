using Microsoft.Extensions.Logging;

namespace Switchboard.Hooks;

/// <summary>Log messages of hooks. Event ids 340 to 359.</summary>
internal static partial class HookLog
{
    [LoggerMessage(340, LogLevel.Error, "The hook {Hook} failed to decide about {Operation} of connection {Client}. Error id {ErrorId}.")]
    public static partial void DecisionFailed(ILogger logger, Exception exception, string hook, string operation, string client, string errorId);

    [LoggerMessage(341, LogLevel.Error, "The hook {Hook} failed to observe that something was {Event} (event {EventId}). Error id {ErrorId}.")]
    public static partial void ObservationFailed(ILogger logger, Exception exception, string hook, string @event, string eventId, string errorId);

    [LoggerMessage(343, LogLevel.Error, "What a hook said about the expiry of connection {Client} could not be done.")]
    public static partial void RenewalFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(344, LogLevel.Warning, "The back end did not take {Count} events; they are sent again. {Problem}")]
    public static partial void SendingFailed(ILogger logger, int count, string problem);

    [LoggerMessage(345, LogLevel.Error, "The back end has not taken {Count} events in time: they are lost.")]
    public static partial void EventsLost(ILogger logger, int count);

    [LoggerMessage(346, LogLevel.Error, "{Count} events for the back end cannot be written as JSON. Report it.")]
    public static partial void WritingFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(347, LogLevel.Error, "The decision about {Operation} of connection {Client} failed. {Problem} Error id {ErrorId}.")]
    public static partial void DecisionNotHad(ILogger logger, string operation, string client, string problem, string errorId);

    [LoggerMessage(348, LogLevel.Warning, "The back end at {Address} answers {Operation} in an odd form: {Problem}. Said once a minute.")]
    public static partial void OddAnswer(ILogger logger, string address, string operation, string problem);

    [LoggerMessage(342, LogLevel.Error, "Too many events of connection {Client} wait for hooks: {Event} (event {EventId}) is dropped.")]
    public static partial void EventDropped(ILogger logger, string @event, string client, string eventId);
}
