using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Switchboard.Transports.Sockets;

/// <summary>Where new connections wait until their first bytes say whether an event loop or the web server serves them.</summary>
internal sealed class ConnectionDispatcher(
    EventLoops loops, UpgradePaths paths, PlainAddress address, IServiceProvider services, SocketConnectionContextFactory server)
{
    private readonly Channel<ConnectionContext> _forServer = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<PendingConnection, bool> _waiting = new();
    private PendingConnection[] _silent = [];

    /// <summary>What is taken before the web server.</summary>
    public UpgradePaths Paths => paths;

    /// <summary>Whether anything is: not where the web server speaks TLS.</summary>
    public bool TakesUpgrades => address.IsPlain;

    public IServiceProvider Services => services;

    /// <summary>The loop that serves the next connection.</summary>
    public EventLoop NextLoop() => loops.Next();

    /// <summary>Connections for the web server; null after <see cref="Close"/>.</summary>
    public async ValueTask<ConnectionContext?> NextForServerAsync(CancellationToken cancellationToken)
    {
        while (await _forServer.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_forServer.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    /// <summary>Takes a connection in.</summary>
    public void Dispatch(Socket socket)
    {
        var waiting = new PendingConnection(socket, loops.Acceptor, this);
        _waiting[waiting] = true;
        waiting.Watch();
    }

    /// <summary>Hands a connection, of which nothing has been read, to the web server.</summary>
    public void LeaveToServer(Socket socket)
    {
        try
        {
            if (_forServer.Writer.TryWrite(server.Create(socket)))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client has gone again.
        }

        socket.Dispose();
    }

    /// <summary>Learns that a connection's first bytes have come.</summary>
    public void Forget(PendingConnection socket) => _waiting.TryRemove(socket, out _);

    /// <summary>Leaves those that were waiting at the last call too to the web server.</summary>
    public void GiveUpSilent()
    {
        foreach (var socket in _silent)
        {
            socket.GiveUp();
        }

        _silent = [.. _waiting.Keys];
    }

    /// <summary>Lets nobody in any more.</summary>
    public void Close()
    {
        _forServer.Writer.TryComplete();
        foreach (var socket in _waiting.Keys)
        {
            socket.OnLoopEnded();
        }
    }
}
