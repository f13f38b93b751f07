namespace Switchboard.Client;

/// <summary>A pool's client that nobody else is given until this is disposed of.</summary>
public sealed class ClientLock : IDisposable
{
    private SwitchboardClientPool? _pool;

    internal ClientLock(SwitchboardClientPool pool, SwitchboardClient client)
    {
        _pool = pool;
        Client = client;
    }

    /// <summary>The client. It belongs to the pool.</summary>
    public SwitchboardClient Client { get; }

    /// <summary>Gives the client back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _pool, null)?.Unlock(Client);
}
