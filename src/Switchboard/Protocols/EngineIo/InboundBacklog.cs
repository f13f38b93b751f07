using Switchboard.Timing;

namespace Switchboard.Protocols.EngineIo;

/// <summary>How much of what a client has sent waits to be handled, in all queues of its connection. When it is too much, the client is not read further.</summary>
/// <remarks>Its lock is that of the queues, too.</remarks>
internal sealed class InboundBacklog(int maxCount, long maxBytes, Clock clock)
{
    private int _count;
    private long _bytes;
    private TaskCompletionSource? _room;
    private long _movedAt;

    public Lock Lock { get; } = new();

    private bool IsFull => _count > maxCount || _bytes > maxBytes;

    /// <summary>For how long the client has not been read because nothing that waits is handled, in milliseconds; 0 where it is read.</summary>
    public long StuckMilliseconds
    {
        get
        {
            lock (Lock)
            {
                return _room is null ? 0 : Math.Max(1, clock.Milliseconds - _movedAt);
            }
        }
    }

    /// <summary>Counts what waits from here on, under the lock.</summary>
    /// <returns>Completes when the client may be read further.</returns>
    public Task AddLocked(int bytes)
    {
        _count++;
        _bytes += bytes;
        if (!IsFull)
        {
            return Task.CompletedTask;
        }

        if (_room is null)
        {
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _movedAt = clock.Milliseconds;
        }

        return _room.Task;
    }

    /// <summary>Counts what waits no longer, under the lock.</summary>
    public void RemoveLocked(int bytes)
    {
        _count--;
        _bytes -= bytes;
        _movedAt = clock.Milliseconds;
        if (!IsFull)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }
}
