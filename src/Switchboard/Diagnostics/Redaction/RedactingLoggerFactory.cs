using Microsoft.Extensions.Logging;

namespace Switchboard.Diagnostics.Redaction;

/// <summary>Makes loggers that hide what lets somebody in, whichever providers write.</summary>
/// <param name="inner">Makes the loggers behind.</param>
internal sealed class RedactingLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
