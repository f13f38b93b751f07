using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Switchboard.Client.Tests.Support;

/// <summary>Stands between a client and a hub: passes bytes on, later, not at all, or not any more.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<byte> _fromClients = [];
    private readonly Task _accepting;
    private volatile bool _swallows;
    private volatile bool _mutes;
    private int _connections;
    private long _bytesToClients;

    public TcpProxy(int port)
    {
        TargetPort = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where to, for the next connections.</summary>
    public int TargetPort { get; set; }

    /// <summary>How long bytes are held back.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How many connections came.</summary>
    public int ConnectionCount => Volatile.Read(ref _connections);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"ws://localhost:{Port}/connection/websocket");

    public Uri SecureUrl => new($"wss://localhost:{Port}/connection/websocket");

    /// <summary>All that clients sent.</summary>
    public byte[] FromClients
    {
        get
        {
            lock (_fromClients)
            {
                return [.. _fromClients];
            }
        }
    }

    /// <summary>How many bytes were passed on to clients.</summary>
    public long BytesToClients => Interlocked.Read(ref _bytesToClients);

    /// <summary>Cuts all connections.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets.Keys)
        {
            socket.Close(0);
        }
    }

    /// <summary>Half-opens: from now on bytes are taken and go nowhere, and nobody is told.</summary>
    public void Swallow() => _swallows = true;

    /// <summary>From now on only what comes from clients is passed on.</summary>
    public void Mute() => _mutes = true;

    /// <summary>Passes the bytes of new connections on again.</summary>
    public void Heal()
    {
        _swallows = false;
        _mutes = false;
        Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException || _stop.IsCancellationRequested)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        Interlocked.Increment(ref _connections);
        using var target = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = true;
        _sockets[target] = true;
        try
        {
            await target.ConnectAsync(IPAddress.Loopback, TargetPort, _stop.Token);
            await Task.WhenAny(PassAsync(client, target, isFromClient: true), PassAsync(target, client, isFromClient: false));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The test cut it, or the hub is away.
        }
        finally
        {
            client.Close(0);
            target.Close(0);
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(target, out _);
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool isFromClient)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is var count and > 0)
            {
                if (_swallows || (_mutes && !isFromClient))
                {
                    continue;
                }

                if (isFromClient)
                {
                    lock (_fromClients)
                    {
                        _fromClients.AddRange(buffer.AsSpan(0, count));
                    }
                }
                else
                {
                    Interlocked.Add(ref _bytesToClients, count);
                }

                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _stop.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the other one is closed by the caller.
        }
    }
}
