using System.Buffers;
using System.Net.Sockets;
using Switchboard.Connections;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Transports.Sockets;

/// <summary>Carries one connection's messages over a socket of its own, read by an event loop.</summary>
/// <remarks>
/// While a message is being handled elsewhere, nothing is read. The loop gives up watching the socket only when something comes meanwhile:
/// a client that waits for its answers costs no call to the kernel for it.
/// </remarks>
internal sealed class SocketTransport(
    Socket socket, EventLoop loop, ITransportConnection connection, WebSocketReceiver receiver, IDisposable lifetime)
    : IConnectionTransport, IEventLoopItem
{
    private const int FirstRest = 4096;

    // Up to this, the beginning of a message is cheaper copied to the loop's buffer than read on alone.
    private const int LargeRest = 16 * 1024;

    // How much is read of one socket in a turn before the others have theirs.
    private const int TurnBytes = 256 * 1024;

    private readonly ulong _key = loop.NewKey();
    private byte[]? _rest;
    private int _restLength;
    private int _isOver;

    // Whether a message is being handled elsewhere, and whether the loop gave up watching meanwhile. The receiver is the lock, which saves
    // an object for each connection.
    private bool _isBusy;
    private bool _isLeft;

    /// <summary>Begins to read and to send: the client has been told that it may speak the protocol.</summary>
    public void Start()
    {
        connection.AttachTransport(this);
        connection.Start(new SocketSink(socket));
        try
        {
            Watch();
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, with the process.
            End();
        }
    }

    /// <inheritdoc/>
    public long ReadTurn => loop.ReadTurn;

    /// <inheritdoc/>
    public void OnReadable()
    {
        if (LeaveWhileBusy())
        {
            return;
        }

        // All that has come belongs into one turn: what its messages send is then sent together.
        var left = TurnBytes;
        while (left > 0 && TryReceive(ref left))
        {
        }
    }

    /// <inheritdoc/>
    public void OnFailed() => End();

    /// <inheritdoc/>
    public void OnLoopEnded()
    {
        if (!LeaveWhileBusy())
        {
            End();
        }
    }

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

    /// <summary>Reads once, and handles it. False where nothing is left to read, or the loop does not read this socket any more.</summary>
    private bool TryReceive(ref int left)
    {
        var (buffer, start, level) = NextBuffer();
        var received = Read(buffer.Span[start..], out var error);
        if (received <= 0)
        {
            if (error is not (SocketError.WouldBlock or SocketError.Interrupted))
            {
                End();
            }

            return false;
        }

        var length = start + received;
        while (length == buffer.Length && level >= 0 && level < LoopBuffers.Largest)
        {
            var larger = loop.Buffers.At(++level);
            buffer.CopyTo(larger);
            buffer = larger;

            // Whatever ends the connection is heard again at the next reading.
            length += Math.Max(Read(buffer.Span[length..], out _), 0);
        }

        receiver.Count(length - start);
        left -= length - start;
        return Handle(buffer, length, level) && length == buffer.Length;
    }

    /// <summary>Where to read to, behind the beginning of a message that is there already. The level is -1 where it is not the loop's memory.</summary>
    private (Memory<byte> Buffer, int Start, int Level) NextBuffer()
    {
        if (_rest is null)
        {
            return (loop.Buffers.At(0), 0, 0);
        }

        if (_restLength <= LargeRest)
        {
            // In a small buffer of its own, each read would see one message, and each message be sent on by itself.
            var level = LoopBuffers.LevelFor(_restLength);
            var buffer = loop.Buffers.At(level);
            _rest.AsSpan(0, _restLength).CopyTo(buffer.Span);
            return (buffer, _restLength, level);
        }

        if (_restLength == _rest.Length)
        {
            KeepIn(ArrayPool<byte>.Shared.Rent(_rest.Length * 2), _rest.AsSpan(0, _restLength));
        }

        return (_rest, _restLength, -1);
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

    /// <summary>Handles the whole messages of a buffer. False where the loop does not read this socket any more.</summary>
    private bool Handle(Memory<byte> buffer, int length, int level)
    {
        var bytes = new ReadOnlySequence<byte>(buffer[..length]);
        if (!receiver.ReceiveWhileSynchronous(ref bytes, out var pending))
        {
            lock (receiver)
            {
                _isBusy = true;
            }

            _ = ContinueAsync(pending, bytes, level < 0 ? null : loop.Buffers.Keep(level, length));
            return false;
        }

        Keep(bytes);
        if (!receiver.CloseReceived)
        {
            return true;
        }

        loop.Remove(socket, _key);
        _ = EndWhenSentAsync();
        return false;
    }

    /// <summary>Handles the rest of what was read once the message under way has been.</summary>
    /// <param name="pending">The message under way.</param>
    /// <param name="bytes">What was read behind it.</param>
    /// <param name="kept">The loop's memory, where it is that which holds both.</param>
    private async Task ContinueAsync(ValueTask pending, ReadOnlySequence<byte> bytes, IDisposable? kept)
    {
        try
        {
            await pending;
            Keep(await receiver.ReceiveAsync(bytes));
            kept?.Dispose();
            if (receiver.CloseReceived)
            {
                await EndWhenSentAsync();
            }
            else
            {
                ReadOn();
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

    /// <summary>Watches the socket no more where a message is being handled elsewhere; else false.</summary>
    private bool LeaveWhileBusy()
    {
        lock (receiver)
        {
            if (_isBusy && !_isLeft)
            {
                loop.Remove(socket, _key);
                _isLeft = true;
            }

            return _isBusy;
        }
    }

    private void ReadOn()
    {
        lock (receiver)
        {
            _isBusy = false;
            if (_isLeft)
            {
                _isLeft = false;
                Watch();
            }
        }
    }

    /// <summary>Keeps the beginning of a message until the rest of it comes.</summary>
    private void Keep(in ReadOnlySequence<byte> left)
    {
        receiver.Rest();
        if (left.IsEmpty)
        {
            ReturnRest();
        }
        else if (_rest is null || _rest.Length < left.Length)
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

        loop.Forget(_key);
        connection.OnTransportEnded();
        socket.Dispose();
        ReturnRest();
        receiver.Dispose();
        lifetime.Dispose();
    }
}
