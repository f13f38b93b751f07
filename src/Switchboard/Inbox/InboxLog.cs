using Microsoft.Extensions.Logging;

namespace Switchboard.Inbox;

/// <summary>Log messages about inboxes. Event ids 520 to 529.</summary>
internal static partial class InboxLog
{
    [LoggerMessage(520, LogLevel.Error, "The unacknowledged messages for connection {Client} could not be sent; they come with the next connection.")]
    public static partial void RedeliveryFailed(ILogger logger, Exception exception, string client);
}
