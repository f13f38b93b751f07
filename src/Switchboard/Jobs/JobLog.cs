using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;

namespace Switchboard.Jobs;

/// <summary>Log messages of jobs. Event ids 620 to 629.</summary>
internal static partial class JobLog
{
    [LoggerMessage(620, LogLevel.Debug, "Attempt {Attempt} at the job {Id} was reported {Kind} after it had ended, or by nobody's worker; it changes nothing.")]
    public static partial void LateReport(ILogger logger, string id, int attempt, JobReportKind kind);

    [LoggerMessage(621, LogLevel.Error, "What is due of jobs could not be looked up; trying again in {Seconds} s.")]
    public static partial void LookFailed(ILogger logger, Exception exception, double seconds);

    [LoggerMessage(622, LogLevel.Warning, "{Count} jobs wait for the carrier {Carrier}, which is not configured any more. They wait until it is, or are cancelled.")]
    public static partial void NoCarrier(ILogger logger, long count, string carrier);

    [LoggerMessage(623, LogLevel.Warning, "The job {Id} of {Owner} cannot be repeated by its cron expression any more, and is dropped: {Problem}")]
    public static partial void NotRepeated(ILogger logger, string id, string owner, string problem);
}
