using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Switchboard.Tests.Support;

/// <summary>Keeps what is logged under all categories.</summary>
internal sealed class RecordingLoggerProvider : ILoggerProvider
{
    public RecordingLogger<RecordingLoggerProvider> Log { get; } = new();

    public ILogger CreateLogger(string categoryName) => Log;

    /// <summary>Has a hub log to it, from Debug on.</summary>
    public void AddTo(ISwitchboardBuilder builder) => builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this));

    public void Dispose()
    {
        // The test keeps what was logged.
    }
}
