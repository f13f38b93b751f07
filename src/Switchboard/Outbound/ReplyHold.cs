namespace Switchboard.Outbound;

/// <summary>Holds replies back for a moment where experience says that a push follows, so that both go out in one send.</summary>
/// <remarks>
/// Two clients that answer each other publish, get a reply, and get the other's message a moment later: without this, each
/// message costs two sends and the client two reads. A queue asks for it only after a push has followed a reply closely, and no
/// more once pushes failed to come in time. A held reply waits three to six milliseconds at most.
/// </remarks>
internal sealed class ReplyHold : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(3);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private List<OutboundQueue> _newer = [];
    private List<OutboundQueue> _older = [];
    private bool _isTicking;

    public ReplyHold(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A monotonic time by which queues measure how closely a push follows a reply. Never 0.</summary>
    public long Milliseconds => (_time.GetTimestamp() / (_time.TimestampFrequency / 1000)) + 1;

    /// <summary>Takes over the duty to drain a queue, unless a push takes it back before.</summary>
    public void Add(OutboundQueue queue)
    {
        lock (_lock)
        {
            _newer.Add(queue);
            if (_isTicking)
            {
                return;
            }

            _isTicking = true;
        }

        _timer.Change(_tick, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        List<OutboundQueue> due;
        lock (_lock)
        {
            due = _older;
            _older = _newer;
            _newer = [];
            _isTicking = _older.Count > 0;
        }

        foreach (var queue in due)
        {
            queue.EndHold();
        }

        if (_isTicking)
        {
            _timer.Change(_tick, Timeout.InfiniteTimeSpan);
        }
    }
}
