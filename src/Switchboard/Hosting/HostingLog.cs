using Microsoft.Extensions.Logging;

namespace Switchboard.Hosting;

/// <summary>Log messages of embedding. Event ids 360 to 369.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(360, LogLevel.Warning, "The hub runs, but no client can reach it: call app.MapSwitchboard() to give it its addresses.")]
    public static partial void NotMapped(ILogger logger);

    [LoggerMessage(361, LogLevel.Warning, "Nobody can make the call '{Method}': no namespace has a method of that name. Add its namespace, the part before the colon, with allowCall.")]
    public static partial void NobodyCalls(ILogger logger, string method);

    [LoggerMessage(362, LogLevel.Warning, "{Category} logs the query of each request, in which clients bring tokens: add builder.Logging.AddSwitchboardRedaction(), or have it log from Warning on.")]
    public static partial void LogsQueries(ILogger logger, string category);
}
