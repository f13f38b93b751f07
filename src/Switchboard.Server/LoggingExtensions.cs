using Microsoft.Extensions.Logging.Console;
using Switchboard.Server.CommandLine;

namespace Switchboard.Server;

/// <summary>Sets up the log.</summary>
internal static class LoggingExtensions
{
    /// <summary>Logs to the console alone, in the given form, with UTC times.</summary>
    public static void AddFormattedConsole(this ILoggingBuilder logging, LogFormat format)
    {
        logging.ClearProviders();

        // The framework logs request lines, and those of event streams hold tokens.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
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
