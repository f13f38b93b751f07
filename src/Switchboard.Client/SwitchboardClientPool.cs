using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Switchboard.Client;

/// <summary>Several connections to one hub. Hands out the one with the fewest outstanding requests, or one for a caller alone. Safe to use from any thread.</summary>
/// <remarks>
/// There is one outbox for all of them, <see cref="Outbox"/>: its file belongs to one outbox at a time, and items of several would lose their
/// order. The first client carries it, and the others have none. What it sends goes over the first connection even while that is locked.
/// </remarks>
public sealed class SwitchboardClientPool : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SwitchboardClient[] _clients;
    private readonly HashSet<SwitchboardClient> _locked = [];
    private readonly AsyncSignal _unlocked = new();
    private bool _isDisposed;

    /// <summary>Makes a pool, which does not connect yet.</summary>
    /// <param name="options">How its clients connect.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="loggerFactory">Where they log to; null for nowhere.</param>
    /// <param name="meterFactory">What makes their meters; null for meters of their own.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message names all of them.</exception>
    public SwitchboardClientPool(SwitchboardClientOptions options, int count, ILoggerFactory? loggerFactory = null, IMeterFactory? meterFactory = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var settings = ClientSettings.From(options);
        var reentrancy = new ReentrancyGuard();
        var withoutOutbox = settings with { Outbox = null };
        _clients = [.. Enumerable.Range(0, count).Select(number => new SwitchboardClient(number == 0 ? settings : withoutOutbox, reentrancy, loggerFactory, meterFactory))];
    }

    /// <summary>The clients, for events and for what concerns all of them.</summary>
    public IReadOnlyList<SwitchboardClient> Clients => _clients;

    /// <summary>Publishes and sends what must not be lost with the server, the network or the program.</summary>
    /// <exception cref="InvalidOperationException">The pool was made without <see cref="SwitchboardClientOptions.Outbox"/>.</exception>
    public SwitchboardOutbox Outbox => _clients[0].Outbox;

    /// <summary>Connects all of them.</summary>
    /// <param name="cancellationToken">Ends the trying.</param>
    /// <returns>Ends when the hub has accepted all.</returns>
    /// <exception cref="SwitchboardConnectionException">A failure was final: it is no use to try again.</exception>
    /// <exception cref="OutboxException">The outbox's file cannot be used.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => Task.WhenAll(_clients.Select(client => client.ConnectAsync(cancellationToken)));

    /// <summary>Gives the client with the fewest outstanding requests, connected ones first. Waits while all are locked.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A client, which others are given as well. It belongs to the pool.</returns>
    public async ValueTask<SwitchboardClient> GetAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task unlocked;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (LeastBusyLocked() is { } client)
                {
                    return client;
                }

                unlocked = _unlocked.Next;
            }

            await unlocked.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a client to the caller alone, once what others asked of it was answered. Waits while all are locked.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What gives the client back when it is disposed of.</returns>
    public async ValueTask<ClientLock> LockAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task unlocked;
            SwitchboardClient? client;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                client = LeastBusyLocked();
                if (client is not null)
                {
                    _locked.Add(client);
                }

                unlocked = _unlocked.Next;
            }

            if (client is not null)
            {
                return await TakeOverAsync(client, cancellationToken).ConfigureAwait(false);
            }

            await unlocked.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Disposes of all clients.</summary>
    /// <returns>Ends when nothing goes on any more. Called in a handler or callback of one of them, it begins this and ends at once.</returns>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _unlocked.Signal();
        }

        foreach (var client in _clients)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal void Unlock(SwitchboardClient client)
    {
        lock (_gate)
        {
            _locked.Remove(client);
            _unlocked.Signal();
        }
    }

    private async ValueTask<ClientLock> TakeOverAsync(SwitchboardClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.WaitForPendingAsync(cancellationToken).ConfigureAwait(false);
            return new ClientLock(this, client);
        }
        catch
        {
            Unlock(client);
            throw;
        }
    }

    private SwitchboardClient? LeastBusyLocked() => _clients
        .Where(client => !_locked.Contains(client))
        .MinBy(client => (client.State == ConnectionState.Connected ? 0 : 1, client.PendingRequestCount));
}

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
