using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics.Redaction;

namespace Switchboard.Hosting;

/// <summary>Says so where the web server's log holds what lets clients in.</summary>
internal sealed class RedactionCheck(ILoggerFactory loggers) : IHostedService
{
    // Logs the beginning and the end of each request, with its query.
    private const string RequestCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (loggers is not RedactingLoggerFactory && loggers.CreateLogger(RequestCategory).IsEnabled(LogLevel.Information))
        {
            HostingLog.LogsQueries(loggers.CreateLogger<RedactionCheck>(), RequestCategory);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
