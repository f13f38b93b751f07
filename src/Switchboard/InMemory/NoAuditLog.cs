using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Keeps nothing: where no part of the application keeps an audit.</summary>
internal sealed class NoAuditLog : IAuditLog
{
    /// <inheritdoc/>
    public bool IsEnabled => false;

    /// <inheritdoc/>
    public void Write(AuditEvent audited)
    {
        // Nobody keeps it.
    }

    /// <inheritdoc/>
    public ValueTask RecordAsync(AuditEvent audited, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
