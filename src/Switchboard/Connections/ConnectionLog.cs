using Microsoft.Extensions.Logging;

namespace Switchboard.Connections;

/// <summary>Log messages of connections. Event ids 100 to 119.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(100, LogLevel.Debug, "Connection {Client} opened over {Transport} ({Protocol}).")]
    public static partial void Opened(ILogger logger, string client, string transport, string protocol);

    [LoggerMessage(101, LogLevel.Debug, "Connection {Client} of user '{User}' closed: {Code} {Reason}.")]
    public static partial void Closed(ILogger logger, string client, string user, uint code, string reason);

    [LoggerMessage(102, LogLevel.Error, "The subscriptions of connection {Client} could not all be ended.")]
    public static partial void ReleaseFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(103, LogLevel.Error, "A command of connection {Client} failed. Error id {ErrorId}.")]
    public static partial void CommandFailed(ILogger logger, Exception exception, string client, string errorId);

    [LoggerMessage(104, LogLevel.Error, "What was due for an Engine.IO session failed; its next turn comes as usual.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(105, LogLevel.Warning, "Subscriptions of '{Channel}' are behind the stream and are told to recover.")]
    public static partial void ChannelLagging(ILogger logger, string channel);

    [LoggerMessage(106, LogLevel.Information, "Telling {Count} connections to go elsewhere, over {Seconds} s.")]
    public static partial void Draining(ILogger logger, int count, double seconds);

    [LoggerMessage(107, LogLevel.Warning, "{Count} connections had not ended in time and are cut.")]
    public static partial void Cutting(ILogger logger, int count);

    [LoggerMessage(108, LogLevel.Error, "What waited for connection {Client} could not be sent for a reason of the server's own: it is cut. Report it.")]
    public static partial void DrainFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(116, LogLevel.Warning, "{Count} publications that are not JSON were left out of server-side subscriptions whose clients speak JSON, one in '{Channel}' for connection {Client}.")]
    public static partial void SkippedBinary(ILogger logger, long count, string channel, string client);

    [LoggerMessage(117, LogLevel.Warning, "{Count} kept publications were left out because they are nested deeper than limits.payloadDepth, one in '{Channel}'.")]
    public static partial void SkippedDeep(ILogger logger, long count, string channel);

    [LoggerMessage(119, LogLevel.Warning, "{Count} subscriptions of the server to map channels were left out, one to '{Channel}': its entries are more than one reply may have (limits.replyBytes, {Limit}). Clients that subscribe by themselves are sent them page by page.")]
    public static partial void MapTooLarge(ILogger logger, long count, string channel, int limit);

    [LoggerMessage(110, LogLevel.Error, "The presence of connection {Client} could not be renewed, or its subscriptions not be ended; its next turn comes as usual.")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(118, LogLevel.Warning, "The place of connection {Client} among those of its user could not be given back; it ends with connections.presenceAgeSeconds.")]
    public static partial void PlaceKept(ILogger logger, Exception exception, string client);
}
