using Microsoft.Extensions.Logging;

namespace Switchboard.Identity.Accounts;

/// <summary>Log messages of accounts. Event ids 560 to 569. The one secret that is ever logged is the link of the first administrator, who has no other way to get it; it works once.</summary>
internal static partial class AccountLog
{
    [LoggerMessage(560, LogLevel.Warning, "There are no accounts yet. Whoever opens this link becomes the first administrator; it works once, until {Until:u}: {Link}")]
    public static partial void FirstAdministrator(ILogger logger, DateTimeOffset until, string link);

    [LoggerMessage(561, LogLevel.Error, "Whether there are accounts cannot be read, so that no link for the first administrator was made. Restart once the store can be had.")]
    public static partial void FirstAdministratorFailed(ILogger logger, Exception exception);
}
