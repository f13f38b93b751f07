using Microsoft.Extensions.Logging;

namespace Switchboard.Hooks;

/// <summary>Log messages of hooks. Event ids 340 to 359.</summary>
internal static partial class HookLog
{
    [LoggerMessage(340, LogLevel.Error, "The hook {Hook} failed to decide about {Operation} of connection {Client}. Error id {ErrorId}.")]
    public static partial void DecisionFailed(ILogger logger, Exception exception, string hook, string operation, string client, string errorId);
}
