using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace Switchboard.Transports.Sockets;

/// <summary>An accepted connection whose first bytes decide who serves it. They are only looked at, so that the web server can still read them.</summary>
internal sealed class PendingConnection(Socket socket, EventLoop loop, ConnectionDispatcher door) : IEventLoopItem
{
    private readonly ulong _key = loop.NewKey();
    private int _isDecided;

    /// <summary>Waits for the first bytes.</summary>
    public void Watch() => loop.Add(socket, _key, this);

    /// <inheritdoc/>
    public void OnReadable()
    {
        if (!TryDecide())
        {
            return;
        }

        loop.Remove(socket, _key);
        var buffer = loop.Buffers.At(LoopBuffers.Largest).Span;
        var seen = socket.Receive(buffer, SocketFlags.Peek, out var error);
        if (error != SocketError.Success || seen == 0)
        {
            socket.Dispose();
            return;
        }

        var bytes = buffer[..seen];
        if (door.TakesUpgrades && UpgradeRequest.TryRead(bytes, door.Paths, out var request, out var length))
        {
            // What comes behind the head belongs to the protocol.
            socket.Receive(bytes[..length], SocketFlags.None, out _);
            Serve(request);
        }
        else
        {
            door.LeaveToServer(socket);
        }
    }

    /// <inheritdoc/>
    public void OnFailed()
    {
        TryDecide();
        loop.Forget(_key);
        socket.Dispose();
    }

    /// <inheritdoc/>
    public void OnLoopEnded()
    {
        if (TryDecide())
        {
            socket.Dispose();
        }
    }

    /// <summary>Leaves a connection that says nothing to the web server, which has its own patience.</summary>
    public void GiveUp()
    {
        if (TryDecide())
        {
            loop.Remove(socket, _key);
            door.LeaveToServer(socket);
        }
    }

    private void Serve(HttpRequestFeature request)
        => _ = new DirectUpgrade(socket, door.NextLoop(), request, door.Services).RunAsync(door.Paths.Endpoints[request.Path]);

    private bool TryDecide()
    {
        if (Interlocked.Exchange(ref _isDecided, 1) == 1)
        {
            return false;
        }

        door.Forget(this);
        return true;
    }
}
