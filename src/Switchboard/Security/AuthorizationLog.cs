using Microsoft.Extensions.Logging;

namespace Switchboard.Security;

/// <summary>Log messages of permission decisions. Event ids 320 to 339.</summary>
internal static partial class AuthorizationLog
{
    [LoggerMessage(320, LogLevel.Debug, "{Operation} on '{Channel}' was denied by the rule '{Rule}'.")]
    public static partial void Denied(ILogger logger, Operations operation, string channel, string rule);
}
