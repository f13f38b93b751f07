using Switchboard.Client.Connections;

namespace Switchboard.Client.Outbox;

/// <summary>Gives an outbox its client's connections.</summary>
internal sealed class OutboxLink : IOutboxSender
{
    private readonly Pulse _connected = new();
    private Session? _newest;

    /// <summary>The hub has accepted a connection.</summary>
    public void OnConnected(Session session)
    {
        Volatile.Write(ref _newest, session);
        _connected.Signal();
    }

    /// <inheritdoc/>
    public async Task<IOutboxConnection> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _connected.Next;
            if (Volatile.Read(ref _newest) is { Ended.IsCancellationRequested: false } session)
            {
                return new OutboxConnection(session);
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
