using Microsoft.Extensions.Logging;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Log messages of the Socket.IO server in C#. Event ids 430 to 439.</summary>
internal static partial class SocketIoLog
{
    [LoggerMessage(430, LogLevel.Debug, "The event '{Event}' of connection {Client} has an argument of another type than its handler reads.")]
    public static partial void ArgumentUnreadable(ILogger logger, string @event, string client);

    [LoggerMessage(431, LogLevel.Error, "A Socket.IO namespace that a client asked for could not be set up; the client is refused.")]
    public static partial void NamespaceFailed(ILogger logger, Exception exception);
}
