using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Switchboard.Client.Concurrency;
using Switchboard.Client.Configuration;

namespace Switchboard.Client;

/// <summary>Several connections to one hub: one caller shares the one with the fewest outstanding requests, another locks one for itself. Safe to use from any thread.</summary>
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

    /// <summary>Creates a pool, which does not connect yet.</summary>
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
    /// <param name="cancellationToken">Cancels the attempts.</param>
    /// <returns>Completes when the hub has accepted all.</returns>
    /// <exception cref="SwitchboardConnectionException">A failure was final: it is no use to try again.</exception>
    /// <exception cref="OutboxException">The outbox's file cannot be used.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => Task.WhenAll(_clients.Select(client => client.ConnectAsync(cancellationToken)));

    /// <summary>Returns the client with the fewest outstanding requests, connected ones first. Waits while all are locked.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A client, which is shared with other callers. It belongs to the pool.</returns>
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

    /// <summary>Locks a client for the caller alone, once the requests of others were answered. Waits while all are locked.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lock, which returns the client when it is disposed of.</returns>
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
    /// <returns>Completes when nothing runs any more. In a handler or callback of one of them, it starts the disposal and completes at once.</returns>
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

/// <summary>A pool's client that is locked for one caller until this is disposed of.</summary>
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

    /// <summary>Returns the client to the pool.</summary>
    public void Dispose() => Interlocked.Exchange(ref _pool, null)?.Unlock(Client);
}
