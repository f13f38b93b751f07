using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Switchboard.RabbitMq.Tests.Support;

/// <summary>What a hub logs, as <c>id text</c>.</summary>
internal sealed class HubLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");

    public void Dispose()
    {
        // The test keeps what was logged.
    }
}
