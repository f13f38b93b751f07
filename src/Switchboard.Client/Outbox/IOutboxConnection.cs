namespace Switchboard.Client.Outbox;

/// <summary>One connection to the hub. When it is lost it never comes back: items on another one would overtake those that were lost.</summary>
internal interface IOutboxConnection
{
    /// <summary>
    /// Sends an item with its idempotency key. Items are sent in the order of the calls: the item is queued before the call returns its task.
    /// The task fails only when it is cancelled; everything else is a result.
    /// </summary>
    Task<OutboxSendResult> SendAsync(OutboxItem item, CancellationToken cancellationToken);
}

/// <summary>Provides an outbox with connections.</summary>
internal interface IOutboxConnectionSource
{
    /// <summary>Returns the connection, and waits for one while there is none.</summary>
    Task<IOutboxConnection> GetConnectionAsync(CancellationToken cancellationToken);
}
