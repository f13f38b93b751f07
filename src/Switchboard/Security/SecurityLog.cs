using Microsoft.Extensions.Logging;

namespace Switchboard.Security;

/// <summary>Event ids 300 to 339. Tokens, claims and keys are never logged.</summary>
internal static partial class SecurityLog
{
    [LoggerMessage(300, LogLevel.Debug, "A {Kind} was refused: {Reason}")]
    public static partial void TokenRefused(ILogger logger, string kind, TokenRefusal reason);

    [LoggerMessage(301, LogLevel.Warning, "The key set at {Address} cannot be fetched; tokens signed by keys not known yet are refused, known keys stay")]
    public static partial void FetchFailed(ILogger logger, string address, Exception exception);

    [LoggerMessage(302, LogLevel.Debug, "The key set at {Address} was fetched, {Count} of its keys are usable")]
    public static partial void Fetched(ILogger logger, string address, int count);

    [LoggerMessage(303, LogLevel.Warning, "The key set at {Address} has no key usable for signatures of tokens")]
    public static partial void FetchedNothing(ILogger logger, string address);

    [LoggerMessage(320, LogLevel.Debug, "{Operation} on '{Channel}' was denied by the rule '{Rule}'.")]
    public static partial void OperationDenied(ILogger logger, Operations operation, string channel, string rule);
}
