using Switchboard.Client.Concurrency;
using Switchboard.Client.Connections;

namespace Switchboard.Client.Outbox;

/// <summary>Provides the outbox with the sessions of its client.</summary>
internal sealed class OutboxConnectionSource : IOutboxConnectionSource
{
    private readonly AsyncSignal _connected = new();
    private Session? _newest;

    /// <summary>The hub has accepted a connection.</summary>
    public void OnConnected(Session session)
    {
        Volatile.Write(ref _newest, session);
        _connected.Signal();
    }

    /// <inheritdoc/>
    public async Task<IOutboxConnection> GetConnectionAsync(CancellationToken cancellationToken)
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
