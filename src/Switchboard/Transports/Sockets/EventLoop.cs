using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Outbound;

namespace Switchboard.Transports.Sockets;

/// <summary>One thread that reads many sockets: whatever can be read is handled there, and what that sends goes out at the end of the turn.</summary>
/// <remarks>
/// The kernel says which sockets have something, so that none is read in vain and none needs a task or a buffer while it is idle.
/// <see cref="Add"/> and <see cref="Remove"/> may be called by any thread.
/// </remarks>
internal sealed class EventLoop : IDisposable
{
    private const int IdleMilliseconds = 1000;

    private readonly ConcurrentDictionary<ulong, IEventLoopItem> _items = new();
    private readonly Epoll _epoll = new();
    private readonly ReplyHold _hold;
    private readonly TurnEnd _turnEnd = new();
    private readonly Supervisor _supervisor;
    private readonly ILogger _logger;
    private ReadBlock _block = new();
    private ulong _lastKey;
    private long _turn;
    private volatile bool _isEnding;

    public EventLoop(TimeProvider time, Supervisor supervisor, ILogger logger)
    {
        _hold = new ReplyHold(time);
        _supervisor = supervisor;
        _logger = logger;
    }

    /// <summary>Where to read to, until the item's call returns. Only for the loop's thread.</summary>
    public Memory<byte> Buffer => _block.Free;

    /// <inheritdoc cref="IConnectionTransport.ReadTurn"/>
    public long ReadTurn => Volatile.Read(ref _turn);

    /// <summary>Begins.</summary>
    /// <param name="name">The thread's name.</param>
    public void Start(string name) => new Thread(Run) { Name = name, IsBackground = true }.Start();

    /// <summary>Asks the loop to end; it does within a second.</summary>
    public void Dispose() => _isEnding = true;

    /// <summary>A key under which a socket can be watched.</summary>
    public ulong NewKey() => Interlocked.Increment(ref _lastKey);

    /// <summary>Watches a socket.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the loop has ended.</exception>
    public void Add(Socket socket, ulong key, IEventLoopItem item)
    {
        _items[key] = item;
        _epoll.Add(socket.SafeHandle, key);
    }

    /// <summary>Gives a socket that is watched to another item.</summary>
    public void Replace(ulong key, IEventLoopItem item) => _items[key] = item;

    /// <summary>Forgets a socket that is about to be closed: the kernel watches none that is.</summary>
    public void Forget(ulong key) => _items.TryRemove(key, out _);

    /// <summary>Watches a socket no more. The item's call that is under way, or about to come, is not waited for.</summary>
    public void Remove(Socket socket, ulong key)
    {
        _epoll.Remove(socket.SafeHandle);
        _items.TryRemove(key, out _);
    }

    /// <summary>Leaves what was read to the caller, until that is disposed of. Only for the loop's thread.</summary>
    /// <param name="length">How much of <see cref="Buffer"/> holds it.</param>
    public IDisposable KeepRead(int length)
    {
        var block = _block;
        if (!block.Keep(length))
        {
            _block = new ReadBlock();
            block.Dispose();
        }

        return block;
    }

    /// <summary>Reports what should not have happened to an item.</summary>
    public void Report(Exception exception) => SocketLog.ItemFailed(_logger, exception);

    private void Run()
    {
        _turnEnd.Enter();
        using (_hold.Enter())
        {
            _supervisor.RunThread("event loop", Turn);
        }

        foreach (var item in _items.Values)
        {
            TryCall(item, static ended => ended.OnLoopEnded());
        }

        _epoll.Dispose();
    }

    /// <summary>Returns false once the loop is to end.</summary>
    private bool Turn()
    {
        var count = _epoll.Wait(_hold.IsEmpty ? IdleMilliseconds : ReplyHold.TickMilliseconds);
        Volatile.Write(ref _turn, _turn + 1);
        _hold.Advance();

        // One batch for all sockets of the turn: a connection that ten of them published to is sent to once. A key that is not found
        // belongs to a socket that was let go within this very turn, after the kernel had named it.
        using (DrainBatch.Begin())
        {
            for (var i = 0; i < count; i++)
            {
                if (_items.TryGetValue(_epoll.KeyAt(i), out var item))
                {
                    Handle(item);
                }
            }
        }

        _turnEnd.Run();
        _hold.EndDue();
        Volatile.Write(ref _turn, _turn + 1);
        return !_isEnding;
    }

    // An item that failed would be announced again at once, and fail again.
    private void Handle(IEventLoopItem item)
    {
        _block.Reuse();
        if (!TryCall(item, static ready => ready.OnReadable()))
        {
            TryCall(item, static failed => failed.OnFailed());
        }
    }

    /// <summary>One item's failure is not the others'.</summary>
    private bool TryCall(IEventLoopItem item, Action<IEventLoopItem> call)
    {
        try
        {
            call(item);
            return true;
        }
        catch (Exception exception)
        {
            Report(exception);
            return false;
        }
    }
}

/// <summary>The event loops of this process; connections are dealt out among them in turn.</summary>
internal sealed class EventLoops : IDisposable
{
    private readonly EventLoop[] _loops;
    private int _next;

    /// <param name="count">How many threads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="supervisor">Keeps the threads going.</param>
    /// <param name="logger">Hears of failures that should not happen.</param>
    public EventLoops(int count, TimeProvider time, Supervisor supervisor, ILogger<EventLoops> logger)
    {
        _loops = new EventLoop[count];
        for (var i = 0; i < count; i++)
        {
            _loops[i] = new EventLoop(time, supervisor, logger);
            _loops[i].Start($"Switchboard {i}");
        }
    }

    /// <summary>The loop whose turn it is.</summary>
    public EventLoop Next() => _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];

    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }
    }
}

/// <summary>What an <see cref="EventLoop"/> watches a socket for. Called on the loop's thread, which must not be kept.</summary>
internal interface IEventLoopItem
{
    /// <summary>The socket can be read, or has ended. May come once more, in vain, after the socket was removed.</summary>
    void OnReadable();

    /// <summary>Handling what can be read failed where it should not have: the item ends, or lets it rest for a while.</summary>
    void OnFailed();

    /// <summary>The loop ends: nothing is watched any more.</summary>
    void OnLoopEnded();
}
