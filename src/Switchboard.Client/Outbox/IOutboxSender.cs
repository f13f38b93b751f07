namespace Switchboard.Client.Outbox;

/// <summary>Finds connections for an outbox.</summary>
internal interface IOutboxSender
{
    /// <summary>Completes with the connection once there is one that items can be sent on.</summary>
    Task<IOutboxConnection> WaitUntilReadyAsync(CancellationToken cancellationToken);
}
