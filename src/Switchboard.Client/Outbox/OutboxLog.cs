using Microsoft.Extensions.Logging;

namespace Switchboard.Client.Outbox;

/// <summary>What an outbox logs: never payloads or keys. Event ids 2050 to 2059.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(2050, LogLevel.Warning, "The outbox gave up an item. Kind: {Kind}, channel: {Channel}, reason: {Reason}, error: {Error}.")]
    public static partial void Lost(ILogger logger, OutboxItemKind kind, string channel, OutboxLossReason reason, uint error);

    [LoggerMessage(2051, LogLevel.Error, "The outbox '{Path}' cannot deliver for now.")]
    public static partial void DeliveryFailed(ILogger logger, Exception exception, string path);

    [LoggerMessage(2052, LogLevel.Error, "A handler of the outbox's events failed.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception);
}
