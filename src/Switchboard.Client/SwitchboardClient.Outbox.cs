using System.Diagnostics.Metrics;
using Switchboard.Client.Outbox;

namespace Switchboard.Client;

/// <content>The outbox.</content>
public sealed partial class SwitchboardClient
{
    private readonly OutboxConnectionSource _outboxConnections = new();
    private readonly SwitchboardOutbox? _outbox;

    /// <summary>Publishes and sends what must not be lost with the server, the network or the program.</summary>
    /// <exception cref="InvalidOperationException">The client was made without <see cref="SwitchboardClientOptions.Outbox"/>.</exception>
    public SwitchboardOutbox Outbox => _outbox
        ?? throw new InvalidOperationException($"The client has no outbox. Set {nameof(SwitchboardClientOptions)}.{nameof(SwitchboardClientOptions.Outbox)} to where it keeps its file.");

    private SwitchboardOutbox? CreateOutbox(Meter meter) => _context.Settings.Outbox is { } options
        ? new SwitchboardOutbox(options, _outboxConnections, data => Checked(data), _context.Reentrancy, _context.Settings.Time, _context.Logger, meter)
        : null;

    // A file that cannot be used fails the call to connect, rather than one that publishes later.
    private Task OpenOutboxAsync(CancellationToken cancellationToken) => _outbox?.OpenAsync(cancellationToken) ?? Task.CompletedTask;
}
