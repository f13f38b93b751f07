using Microsoft.Extensions.Logging;

namespace Switchboard.Transports.Sockets;

/// <summary>The event loops of this process; connections are dealt out among them in turn.</summary>
internal sealed class EventLoops : IDisposable
{
    private readonly EventLoop[] _loops;
    private int _next;

    /// <param name="count">How many threads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of failures that should not happen.</param>
    public EventLoops(int count, TimeProvider time, ILogger<EventLoops> logger)
    {
        _loops = new EventLoop[count];
        for (var i = 0; i < count; i++)
        {
            _loops[i] = new EventLoop(time, logger);
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
