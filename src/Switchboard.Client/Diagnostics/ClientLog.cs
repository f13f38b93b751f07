using Microsoft.Extensions.Logging;

namespace Switchboard.Client.Diagnostics;

/// <summary>What a client logs: never payloads, tokens or addresses with queries. Event ids 2000 to 2049.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(2000, LogLevel.Information, "Connected to {Host} as {Client}.")]
    public static partial void Connected(ILogger logger, string host, string client);

    [LoggerMessage(2001, LogLevel.Information, "The connection to {Host} ended ({Reason}, close code {CloseCode}); connecting again.")]
    public static partial void ConnectionLost(ILogger logger, Exception? exception, string host, ConnectionChangeReason reason, uint? closeCode);

    [LoggerMessage(2002, LogLevel.Information, "Disconnected from {Host} ({Reason}, close code {CloseCode}).")]
    public static partial void Disconnected(ILogger logger, Exception? exception, string host, ConnectionChangeReason reason, uint? closeCode);

    [LoggerMessage(2003, LogLevel.Debug, "An attempt to connect to {Host} failed ({Reason}); the next one is in {DelayMilliseconds} ms.")]
    public static partial void ConnectFailed(ILogger logger, Exception? exception, string host, ConnectionChangeReason reason, double delayMilliseconds);

    [LoggerMessage(2004, LogLevel.Warning, "The credential provider failed.")]
    public static partial void CredentialFailed(ILogger logger, Exception exception);

    [LoggerMessage(2005, LogLevel.Error, "Work in the background failed.")]
    public static partial void BackgroundFailed(ILogger logger, Exception exception);

    [LoggerMessage(2006, LogLevel.Error, "A handler of the event {Name} failed.")]
    public static partial void EventHandlerFailed(ILogger logger, Exception exception, string name);

    [LoggerMessage(2007, LogLevel.Warning, "Join and leave events come faster than their handlers take them; some are dropped.")]
    public static partial void EventsDropped(ILogger logger);

    [LoggerMessage(2008, LogLevel.Error, "The handler of channel {Channel} failed; the publication is delivered again in {DelayMilliseconds} ms.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string channel, double delayMilliseconds);

    [LoggerMessage(2009, LogLevel.Debug, "Subscribed to {Channel}.")]
    public static partial void Subscribed(ILogger logger, string channel);

    [LoggerMessage(2010, LogLevel.Warning, "What was published in {Channel} since the last connection could not be had in full.")]
    public static partial void NotRecovered(ILogger logger, string channel);

    [LoggerMessage(2011, LogLevel.Debug, "The subscription to {Channel} was not accepted; it is tried again in {DelayMilliseconds} ms.")]
    public static partial void SubscribeFailed(ILogger logger, Exception? exception, string channel, double delayMilliseconds);

    [LoggerMessage(2012, LogLevel.Warning, "The subscription to {Channel} ended for good ({Reason}, code {Code}).")]
    public static partial void SubscriptionEnded(ILogger logger, Exception? exception, string channel, SubscriptionChangeReason reason, uint? code);

    [LoggerMessage(2013, LogLevel.Warning, "The handler of {Channel} does not keep up: the subscription pauses and recovers.")]
    public static partial void BufferFull(ILogger logger, string channel);

    [LoggerMessage(2014, LogLevel.Warning, "The hub does not let this client serve {Method}: error {Code}.")]
    public static partial void ServingRefused(ILogger logger, string method, uint code);

    [LoggerMessage(2015, LogLevel.Error, "The handler of the served method {Method} failed. Id: {ErrorId}.")]
    public static partial void ServedCallFailed(ILogger logger, Exception exception, string method, string errorId);

    [LoggerMessage(2016, LogLevel.Error, "The handler of the inbox failed at message {Id}; it is delivered again in {DelayMilliseconds} ms.")]
    public static partial void InboxHandlerFailed(ILogger logger, Exception exception, string id, double delayMilliseconds);

    [LoggerMessage(2017, LogLevel.Warning, "The hub did not take {Count} messages as delivered: error {Code}. It sends them again with the next connection.")]
    public static partial void MarkRefused(ILogger logger, int count, uint code);

    [LoggerMessage(2018, LogLevel.Warning, "A delta of {Channel} does not fit to what was received; the subscription is made again.")]
    public static partial void DeltaMismatch(ILogger logger, string channel);

    [LoggerMessage(2019, LogLevel.Error, "The entry {Key} of {Channel} cannot be read as the type of its handler; it is passed over.")]
    public static partial void EntryPassedOver(ILogger logger, Exception exception, string channel, string key);
}
