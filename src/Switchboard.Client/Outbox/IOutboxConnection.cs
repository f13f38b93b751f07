namespace Switchboard.Client.Outbox;

/// <summary>One connection to the hub. When it is lost it never comes back: items on another one would overtake those that were lost.</summary>
internal interface IOutboxConnection
{
    /// <summary>
    /// Sends an item with its idempotency key. Items leave in the order of the calls: what puts an item on its way happens before the call
    /// returns its task. The task fails only when it is cancelled; everything else is a reply.
    /// </summary>
    Task<OutboxReply> SendAsync(OutboxItem item, CancellationToken cancellationToken);
}
