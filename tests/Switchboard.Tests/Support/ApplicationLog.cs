using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hosting;

namespace Switchboard.Tests.Support;

/// <summary>Keeps what a whole application logs.</summary>
internal sealed class ApplicationLog : ILoggerProvider
{
    /// <summary>All of it, under whatever category.</summary>
    public RecordingLogger<ApplicationLog> Log { get; } = new();

    public ConcurrentQueue<(LogLevel Level, string Category, string Text)> Entries { get; } = new();

    /// <summary>What went wrong.</summary>
    public IEnumerable<string> Errors => Entries.Where(static entry => entry.Level >= LogLevel.Error).Select(static entry => $"{entry.Category}: {entry.Text}");

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Has a hub log to it, from Debug on.</summary>
    public void AddTo(ISwitchboardBuilder builder) => builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this).AddSwitchboardRedaction());

    public void Dispose()
    {
        // The test keeps what was logged.
    }

    private sealed class Logger(ApplicationLog provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            provider.Log.Log(logLevel, eventId, state, exception, formatter);
            provider.Entries.Enqueue((logLevel, category, formatter(state, exception) + exception));
        }
    }
}
