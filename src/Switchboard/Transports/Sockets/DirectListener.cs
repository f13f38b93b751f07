using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;

namespace Switchboard.Transports.Sockets;

/// <summary>Listens at one address: plain upgrades to WebSocket go to the event loops, everything else to the web server.</summary>
internal sealed class DirectListener : IConnectionListener, IEventLoopItem
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly ConnectionDispatcher _dispatcher;
    private readonly ILogger _logger;
    private readonly ulong _key;
    private readonly ITimer _patience;
    private readonly ITimer _again;

    public DirectListener(Socket socket, EventLoop loop, ConnectionDispatcher door, SocketTransportOptions options, TimeProvider time, Supervisor supervisor, ILogger<DirectListener> logger)
    {
        _socket = socket;
        _loop = loop;
        _dispatcher = door;
        _logger = logger;
        _key = loop.NewKey();
        EndPoint = socket.LocalEndPoint!;
        socket.Blocking = false;

        // What is accepted has it from here (tcp(7)): one call less for each connection.
        socket.NoDelay = options.NoDelay;
        socket.Listen(options.Backlog);
        _patience = time.CreateTimer(_ => supervisor.Run("listener", door, static door => door.GiveUpSilent()), null, _silence, _silence);
        _again = time.CreateTimer(_ => supervisor.Run("listener", this, static listener => listener.Watch()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Watch();
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => _dispatcher.NextForServerAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _patience.Dispose();
        _again.Dispose();
        _loop.Remove(_socket, _key);
        _socket.Dispose();
        _dispatcher.Close();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    /// <inheritdoc/>
    public void OnReadable()
    {
        try
        {
            Take(_socket.Accept());
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted)
        {
            // The client has gone again.
        }
        catch (SocketException exception)
        {
            // The process has no more descriptors, as a rule: asking again at once would only burn the processor.
            SocketLog.AcceptFailed(_logger, exception.SocketErrorCode);
            OnFailed();
        }
        catch (ObjectDisposedException)
        {
            // Unbound in this very turn.
        }
    }

    /// <inheritdoc/>
    public void OnFailed()
    {
        _loop.Remove(_socket, _key);
        _again.Change(_retry, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void OnLoopEnded() => _dispatcher.Close();

    private void Take(Socket accepted)
    {
        try
        {
            accepted.Blocking = false;
            _dispatcher.Dispatch(accepted);
        }
        catch (SocketException)
        {
            // The client has gone again.
            accepted.Dispose();
        }
        catch
        {
            accepted.Dispose();
            throw;
        }
    }

    private void Watch()
    {
        try
        {
            _loop.Add(_socket, _key, this);
        }
        catch (ObjectDisposedException)
        {
            // Unbound meanwhile.
        }
    }
}
