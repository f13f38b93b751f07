using Microsoft.Extensions.Logging;

namespace Switchboard.Identity.Audit;

/// <summary>Log messages of the audit. Event ids 600 to 619.</summary>
internal static partial class AuditServiceLog
{
    [LoggerMessage(600, LogLevel.Information, "Head of the audit: {Head}")]
    public static partial void Head(ILogger logger, string head);

    [LoggerMessage(601, LogLevel.Error, "The audit cannot keep events: more wait for the store than audit.queuedEvents allows. Those that are lost are counted, and told in the audit later.")]
    public static partial void Losing(ILogger logger);

    [LoggerMessage(602, LogLevel.Error, "The head of the audit could not be written to {Path}; it is tried again with the next.")]
    public static partial void HeadFailed(ILogger logger, Exception exception, string path);

    [LoggerMessage(603, LogLevel.Error, "The store refused {Count} events of the audit for their own sake: they are lost. Report it.")]
    public static partial void Refused(ILogger logger, Exception exception, int count);

    [LoggerMessage(604, LogLevel.Error, "The server stops, and {Count} events of the audit could not be kept.")]
    public static partial void Abandoned(ILogger logger, int count);
}
