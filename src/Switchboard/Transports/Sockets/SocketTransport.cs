using System.Buffers;
using System.Net.Sockets;
using Switchboard.Connections;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Transports.Sockets;

/// <summary>Carries one connection's messages over a socket of its own, read by an event loop.</summary>
/// <remarks>While a message is being handled elsewhere, the loop does not watch the socket: the next message is not read before.</remarks>
internal sealed class SocketTransport(Socket socket, EventLoop loop, ITransportConnection connection, WebSocketReceiver receiver, IDisposable lifetime)
    : IConnectionTransport, IEventLoopItem
{
    private const int FirstRest = 4096;

    private readonly ulong _key = loop.NewKey();
    private byte[]? _rest;
    private int _restLength;
    private int _isOver;

    /// <summary>Begins to read and to send: the client has been told that it may speak the protocol.</summary>
    public void Start()
    {
        connection.AttachTransport(this);
        connection.Start(new SocketSink(socket));
        Watch();
    }

    /// <inheritdoc/>
    public long ReadTurn => loop.ReadTurn;

    /// <inheritdoc/>
    public void OnReadable()
    {
        if (_rest is null)
        {
            Receive(loop.Buffer, 0);
            return;
        }

        if (_restLength == _rest.Length)
        {
            KeepIn(ArrayPool<byte>.Shared.Rent(_rest.Length * 2), _rest.AsSpan(0, _restLength));
        }

        Receive(_rest, _restLength);
    }

    /// <inheritdoc/>
    public void OnLoopEnded() => End();

    /// <inheritdoc/>
    public void OnClosing()
    {
        // What is queued has been on its way since the beginning.
    }

    /// <inheritdoc/>
    public void Cut()
    {
        try
        {
            // The loop hears of it, and ends what there is.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private void Receive(byte[] buffer, int start)
    {
        var received = Read(buffer.AsSpan(start), out var error);
        if (received > 0)
        {
            receiver.Count(received);
            Handle(buffer, start + received);
        }
        else if (error is not (SocketError.WouldBlock or SocketError.Interrupted))
        {
            End();
        }
    }

    private int Read(Span<byte> buffer, out SocketError error)
    {
        try
        {
            return socket.Receive(buffer, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            // Ended in this very turn.
            error = SocketError.Shutdown;
            return 0;
        }
    }

    private void Handle(byte[] buffer, int length)
    {
        var bytes = new ReadOnlySequence<byte>(buffer, 0, length);
        var isThrough = receiver.ReceiveWhileSynchronous(ref bytes, out var pending);
        if (!isThrough)
        {
            if (buffer == loop.Buffer)
            {
                loop.DetachBuffer();
            }

            loop.Remove(socket, _key);
            _ = ContinueAsync(pending, bytes);
            return;
        }

        Keep(bytes);
        if (receiver.CloseReceived)
        {
            loop.Remove(socket, _key);
            _ = EndWhenSentAsync();
        }
    }

    /// <summary>Handles the rest of what was read once the message under way has been.</summary>
    private async Task ContinueAsync(ValueTask pending, ReadOnlySequence<byte> bytes)
    {
        try
        {
            await pending;
            Keep(await receiver.ReceiveAsync(bytes));
            if (receiver.CloseReceived)
            {
                await EndWhenSentAsync();
            }
            else
            {
                Watch();
            }
        }
        catch (Exception exception)
        {
            loop.Report(exception);
            End();
        }
    }

    private async Task EndWhenSentAsync()
    {
        await connection.Sent;
        End();
    }

    private void Watch() => loop.Add(socket, _key, this);

    /// <summary>Keeps the beginning of a message until the rest of it comes.</summary>
    private void Keep(in ReadOnlySequence<byte> left)
    {
        receiver.Rest();
        if (left.IsEmpty)
        {
            ReturnRest();
        }
        else if (_rest is null)
        {
            KeepIn(ArrayPool<byte>.Shared.Rent(Math.Max(FirstRest, (int)left.Length)), left.FirstSpan);
        }
        else
        {
            left.FirstSpan.CopyTo(_rest);
            _restLength = left.FirstSpan.Length;
        }
    }

    private void KeepIn(byte[] larger, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(larger);
        ReturnRest();
        _rest = larger;
        _restLength = bytes.Length;
    }

    private void ReturnRest()
    {
        if (_rest is not null)
        {
            ArrayPool<byte>.Shared.Return(_rest);
            _rest = null;
        }
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 1)
        {
            return;
        }

        loop.Remove(socket, _key);
        connection.OnTransportEnded();
        Cut();
        socket.Dispose();
        ReturnRest();
        receiver.Dispose();
        lifetime.Dispose();
    }
}
