using Microsoft.Extensions.Logging.Console;
using Switchboard.Hosting;

namespace Switchboard.Server;

/// <summary>Sets up the log.</summary>
internal static class LoggingExtensions
{
    /// <summary>Logs to the console alone, in the given form, with UTC times.</summary>
    public static void AddFormattedConsole(this ILoggingBuilder logging, LogFormat format)
    {
        logging.ClearProviders();

        // The framework logs request lines, and those of event streams hold tokens. None is meant to pass; were one to, it would be redacted.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddSwitchboardRedaction();

        // As long as its log might say anything, the framework keeps an activity and a scope for each request, that is for each
        // connection as long as it lives. What fails is logged by the web server.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // It tells every probe's outcome, and the probe has it. What changed is logged where it changes.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(console => UseUtc(console, "yyyy-MM-ddTHH:mm:ss.fffZ"));
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            UseUtc(console, "HH:mm:ss.fff ");
            console.SingleLine = true;
        });
    }

    private static void UseUtc(ConsoleFormatterOptions console, string timestamp)
    {
        console.UseUtcTimestamp = true;
        console.TimestampFormat = timestamp;
    }
}
