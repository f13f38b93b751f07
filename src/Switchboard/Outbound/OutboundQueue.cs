using System.Diagnostics;

namespace Switchboard.Outbound;

/// <summary>What waits to be sent to one connection: bounded in bytes, drained by whichever thread filled it.</summary>
/// <remarks>
/// No task and no buffer belongs to an idle queue. Whoever enqueues into a queue that nobody is about to drain takes the duty to
/// drain it (<c>_scheduled</c>) and does so at the end of its <see cref="DrainBatch"/>; everybody else only enqueues. Only a
/// connection that takes no more bytes gets an asynchronous drain.
/// </remarks>
[DebuggerDisplay("{_frames.Count} frames, {_pushBytes + _replyBytes} bytes, {_state}")]
internal sealed partial class OutboundQueue(Framing framing, int maxBytes, OutboundCounters counters, IOutboundOwner? owner = null)
{
    private readonly Lock _lock = new();
    private FrameRing _frames;
    private int _pushBytes;
    private int _replyBytes;

    // Whether somebody is to drain: a thread whose batch holds the queue, or an asynchronous drain. It is taken before the transport is
    // there, so that nobody sends in front of Start. The flag changes under the lock together with the frames: a thread that finds it set
    // may leave its frame and go, since whoever drains looks at the frames once more, under the lock, before it clears the flag.
    private bool _scheduled = true;

    // The transport has not taken what was offered: from here on, what waits is the client's doing.
    private bool _isStalled;
    private QueueState _state = QueueState.Open;
    private IOutboundSink? _sink;
    private ArraySegment<byte>[] _unsent = [];
    private TaskCompletionSource? _repliesTaken;
    private TaskCompletionSource? _ended;

    /// <summary>Completes when the last byte has been handed over after <see cref="Finish"/>, or the connection broke.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock)
            {
                return _state == QueueState.Ended
                    ? Task.CompletedTask
                    : (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>Whether anything has been sent or may be: false until <see cref="Start"/>.</summary>
    public bool IsStarted => _sink is not null;

    /// <summary>What waits, with what each frame costs beside its bytes.</summary>
    public int QueuedBytes => _pushBytes + _replyBytes;

    /// <summary>Begins to send. Until then frames only gather.</summary>
    public void Start(IOutboundSink sink)
    {
        lock (_lock)
        {
            if (_sink is not null)
            {
                return;
            }

            _sink = sink;
        }

        DrainBatch.Add(this);
    }

    /// <summary>Adds a frame. Returns false when the queue is full: the caller closes the connection as slow.</summary>
    /// <remarks>
    /// A queue that the transport has not refused anything of yet takes some more: a thread that is about to send has been held up, or has
    /// a batch that is not at its end, and the client has had no chance to be slow.
    /// </remarks>
    public bool Enqueue(in OutboundFrame frame)
    {
        lock (_lock)
        {
            if (_state != QueueState.Open)
            {
                return true;
            }

            // The first push always fits: one that is larger than the whole queue could never be sent otherwise. Replies are bounded by
            // holding the client's reader back (RepliesTakenAsync), not by closing: who asks much is not slow.
            if (!frame.IsReply && _pushBytes > 0 && _pushBytes + CostOf(frame) > maxBytes)
            {
                if (_isStalled || _sink is null || _pushBytes + CostOf(frame) > maxBytes * Overshoot)
                {
                    return false;
                }

                DrainBatch.Press();
            }

            AppendLocked(frame);
            UpdateHoldLocked(frame);
            if (_scheduled && !CancelHoldLocked(frame))
            {
                return true;
            }

            _scheduled = true;
        }

        DrainBatch.Add(this);
        return true;
    }

    /// <summary>Takes no more frames, and ends once those that wait are sent, the last of all being <paramref name="last"/>.</summary>
    /// <param name="last">Tells the client why; null for nothing.</param>
    /// <param name="dropWaiting">Whether what waits is thrown away, except the rest of a frame that is partly sent.</param>
    public void Finish(OutboundFrame? last, bool dropWaiting)
    {
        lock (_lock)
        {
            if (_state != QueueState.Open)
            {
                return;
            }

            if (dropWaiting)
            {
                DropLocked();
            }

            if (last is { } frame)
            {
                AppendLocked(frame);
            }

            _state = QueueState.Finishing;
            if (_scheduled && !_isHeld)
            {
                return;
            }

            _isHeld = false;

            _scheduled = true;
        }

        DrainBatch.Add(this);
    }

    /// <summary>Throws everything away: the connection is gone.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _state = QueueState.Ended;
            DropLocked();
            _repliesTaken?.TrySetResult();
        }

        _ended?.TrySetResult();
    }

    /// <summary>Waits until a client that does not read its replies has taken enough of them to be served again.</summary>
    public ValueTask RepliesTakenAsync()
    {
        if (Volatile.Read(ref _replyBytes) <= maxBytes)
        {
            return ValueTask.CompletedTask;
        }

        lock (_lock)
        {
            if (_replyBytes <= maxBytes || _state == QueueState.Ended)
            {
                return ValueTask.CompletedTask;
            }

            _repliesTaken ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_repliesTaken.Task);
        }
    }

    /// <summary>Sends what waits. Called only by the thread that holds the duty to. Never throws: a failure ends this connection alone.</summary>
    internal void Drain()
    {
        if (!TryHold())
        {
            DrainNow();
        }
    }

    private void DrainNow()
    {
        try
        {
            if (!DrainWhileTaken())
            {
                counters.AsynchronousDrains.Add(1);
                _ = DrainAsync();
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Ends by itself when the connection does: a sink that is closed answers its waiter.</summary>
    private async Task DrainAsync()
    {
        try
        {
            do
            {
                foreach (var piece in TakeUnsent())
                {
                    if (!await _sink!.SendAsync(piece))
                    {
                        Abandon();
                        return;
                    }

                    counters.SentBytes.Add(piece.Count);
                }
            }
            while (!DrainWhileTaken());
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        Abandon();
        owner?.OnDrainFailed(exception);
    }

    /// <summary>Returns false when the sink takes no more for now; the duty to drain is kept then.</summary>
    private bool DrainWhileTaken()
    {
        while (true)
        {
            OutboundChunk chunk;
            lock (_lock)
            {
                if (_sink is null)
                {
                    // Not started: the duty stays taken, and Start drains.
                    return true;
                }

                chunk = NextChunkLocked();
                if (chunk.Count == 0)
                {
                    _scheduled = false;
                    _isStalled = false;
                    if (_state == QueueState.Finishing)
                    {
                        _state = QueueState.Ended;
                        _ended?.TrySetResult();
                    }

                    return true;
                }
            }

            var taken = chunk.TrySend(_sink);
            if (taken < 0)
            {
                Abandon();
                return true;
            }

            counters.SentBytes.Add(taken);
            if (taken < chunk.Count)
            {
                KeepUnsent(chunk.Rest(taken));
                return false;
            }
        }
    }

    private OutboundChunk NextChunkLocked()
    {
        if (_frames.Count == 0)
        {
            return default;
        }

        var first = RemoveLocked();
        if (_frames.Count == 0)
        {
            return new OutboundChunk(first.Bytes);
        }

        if (_sink is IGatheringSink && OutboundChunk.Prefers(first, _frames.Peek()))
        {
            return GatherLocked(first);
        }

        if (!DrainScratch.Fits(framing, first, _frames.Peek()))
        {
            return new OutboundChunk(first.Bytes);
        }

        var scratch = DrainScratch.Begin(framing, first);
        while (_frames.Count > 0 && scratch.TryAdd(_frames.Peek()))
        {
            RemoveLocked();
        }

        return new OutboundChunk(scratch.Complete());
    }

    private OutboundChunk GatherLocked(OutboundFrame first)
    {
        var chunk = OutboundChunk.Begin(first);
        while (_frames.Count > 0 && chunk.TryAdd(_frames.Peek()))
        {
            RemoveLocked();
        }

        return chunk;
    }

    private ArraySegment<byte>[] TakeUnsent()
    {
        lock (_lock)
        {
            var rest = _unsent;
            _unsent = [];
            return rest;
        }
    }

    private void KeepUnsent(ArraySegment<byte>[] rest)
    {
        lock (_lock)
        {
            if (_state == QueueState.Ended)
            {
                return;
            }

            _isStalled = true;
            _unsent = rest;
        }
    }

    private void AppendLocked(in OutboundFrame frame)
    {
        _frames.Add(frame);
        CountLocked(frame, CostOf(frame));
    }

    private OutboundFrame RemoveLocked()
    {
        var frame = _frames.Remove();
        CountLocked(frame, -CostOf(frame));
        return frame;
    }

    private void CountLocked(in OutboundFrame frame, int bytes)
    {
        if (!frame.IsReply)
        {
            _pushBytes += bytes;
            return;
        }

        _replyBytes += bytes;
        if (_replyBytes <= maxBytes && _repliesTaken is { } waiting)
        {
            _repliesTaken = null;
            waiting.TrySetResult();
        }
    }

    private void DropLocked()
    {
        while (_frames.Count > 0)
        {
            RemoveLocked();
        }
    }

    private static int CostOf(in OutboundFrame frame) => frame.Bytes.Length + FrameCost;

    // An array's head and the place in the ring: without them, a queue of tiny frames would take many times its limit.
    internal const int FrameCost = 48;

    private const long Overshoot = 4;

    private enum QueueState
    {
        Open,
        Finishing,
        Ended,
    }
}
