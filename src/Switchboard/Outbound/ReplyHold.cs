namespace Switchboard.Outbound;

/// <summary>Holds replies back for a moment where experience says that a push follows, so that both go out in one send.</summary>
/// <remarks>
/// Two clients that answer each other publish, get a reply, and get the other's message a moment later: without this, each
/// message costs two sends and the client two reads. A queue asks for it only after a push has followed a reply closely, and no
/// more once pushes failed to come in time. A held reply waits three to six milliseconds at most. A hold belongs to a thread that
/// comes back to it in turns; on other threads nothing is held.
/// </remarks>
internal sealed class ReplyHold(TimeProvider time)
{
    /// <summary>How often the owner comes back while something is held.</summary>
    public const int TickMilliseconds = 3;

    [ThreadStatic]
    private static ReplyHold? _current;

    private List<OutboundQueue> _newer = [];
    private List<OutboundQueue> _older = [];
    private long _tickedAt;

    /// <summary>The hold of this thread; null where there is none.</summary>
    public static ReplyHold? Current => _current;

    /// <summary>A monotonic time by which queues measure how closely a push follows a reply. Never 0.</summary>
    public long Milliseconds { get; private set; } = Now(time);

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _newer.Count == 0 && _older.Count == 0;

    /// <summary>Makes this the thread's hold until the scope is disposed.</summary>
    public Scope Enter()
    {
        var outer = _current;
        _current = this;
        return new Scope(outer);
    }

    /// <summary>Takes over the duty to drain a queue, unless a push takes it back before.</summary>
    public void Add(OutboundQueue queue) => _newer.Add(queue);

    /// <summary>Begins a turn of the owner.</summary>
    public void Advance() => Milliseconds = Now(time);

    /// <summary>Lets go what has waited long enough.</summary>
    public void EndDue()
    {
        if (IsEmpty || Milliseconds - _tickedAt < TickMilliseconds)
        {
            return;
        }

        _tickedAt = Milliseconds;
        foreach (var queue in _older)
        {
            queue.EndHold(Milliseconds);
        }

        _older.Clear();
        (_older, _newer) = (_newer, _older);
    }

    private static long Now(TimeProvider time) => (time.GetTimestamp() / (time.TimestampFrequency / 1000)) + 1;

    /// <summary>The time in which a thread has a hold.</summary>
    internal readonly ref struct Scope(ReplyHold? outer)
    {
        public void Dispose() => _current = outer;
    }
}
