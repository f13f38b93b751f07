namespace Switchboard.Outbound;

/// <summary>Gathers the queues that a thread has filled, so that each is drained once, at the end.</summary>
/// <remarks>
/// A batch belongs to the thread that began it and must end on it, before anything is awaited. Without a batch, a queue is drained
/// at once.
/// </remarks>
internal static class DrainBatch
{
    // Above this, sending takes so long that other threads are asked to help.
    private const int LargeFanout = 4096;

    // This thread holds the duty to drain what stands here.
    [ThreadStatic]
    private static List<OutboundQueue>? _touched;

    [ThreadStatic]
    private static int _depth;

    [ThreadStatic]
    private static bool _isPressed;

    /// <summary>Begins a batch, or joins the one that the thread has.</summary>
    public static Scope Begin() => new(_depth++);

    /// <summary>Takes over the duty to drain a queue.</summary>
    public static void Add(OutboundQueue queue)
    {
        if (_depth == 0)
        {
            queue.Drain();
            return;
        }

        (_touched ??= []).Add(queue);
    }

    /// <summary>Notes that a queue holds more than it should because the batch has not drained it yet.</summary>
    public static void Press() => _isPressed = _depth > 0;

    /// <summary>
    /// Drains before the batch ends, where <see cref="Press"/> was called: what waits for nothing but that must not count as what a client
    /// does not take. Call it between publications, where no lock is held: no socket is written under one.
    /// </summary>
    public static void Relieve()
    {
        if (_isPressed)
        {
            DrainTouched();
        }
    }

    private static void DrainTouched()
    {
        _isPressed = false;
        if (_touched is not { Count: > 0 } touched)
        {
            return;
        }

        if (touched.Count > LargeFanout)
        {
            // Others read the list meanwhile: what draining fills goes into another.
            _touched = null;
            SharedDrain.Run(touched);
            touched.Clear();
            touched = _touched ??= touched;
        }

        // Draining may fill further queues; they join the end of the list.
        for (var i = 0; i < touched.Count; i++)
        {
            touched[i].Drain();
        }

        touched.Clear();
    }

    private static void End(int outerDepth)
    {
        try
        {
            if (outerDepth == 0)
            {
                DrainTouched();
            }
        }
        finally
        {
            // Whatever happened, the thread's next batch begins clean.
            _depth = outerDepth;
            if (outerDepth == 0)
            {
                _touched?.Clear();
            }
        }
    }

    /// <summary>Ends the batch when disposed.</summary>
    internal readonly ref struct Scope(int outerDepth)
    {
        public void Dispose() => End(outerDepth);
    }
}

/// <summary>Drains very many queues on several threads. The caller returns when all are drained, and has done all that nobody helped with.</summary>
/// <remarks>
/// It waits for the others, rather than leave the rest to them: a publisher that goes on meanwhile would have each of its publications
/// sent by itself, where those that come while it is busy go out in one send for each receiver.
/// </remarks>
internal sealed class SharedDrain : IThreadPoolWorkItem
{
    private const int Portion = 256;

    // The other half is for who receives and for whatever else runs here: with two processors, helping costs more than it brings.
    private static readonly int _maxThreads = Environment.ProcessorCount / 2;

    private readonly List<OutboundQueue> _queues;
    private readonly int _portions;
    private int _taken;
    private int _drained;

    private SharedDrain(List<OutboundQueue> queues)
    {
        _queues = queues;
        _portions = (queues.Count + Portion - 1) / Portion;
    }

    /// <summary>Drains the queues. Nothing else may change the list meanwhile.</summary>
    public static void Run(List<OutboundQueue> queues)
    {
        var drain = new SharedDrain(queues);
        for (var helpers = Math.Min(_maxThreads, drain._portions) - 1; helpers > 0; helpers--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(drain, preferLocal: false);
        }

        drain.DrainPortions();

        // What is left are portions that others have begun. Sending never blocks, so that they do not take long.
        var wait = default(SpinWait);
        while (Volatile.Read(ref drain._drained) < drain._portions)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    void IThreadPoolWorkItem.Execute() => DrainPortions();

    private void DrainPortions()
    {
        while (true)
        {
            var start = (Interlocked.Increment(ref _taken) - 1) * Portion;
            if (start >= _portions * Portion)
            {
                // The list may serve another batch by now.
                return;
            }

            var end = Math.Min(start + Portion, _queues.Count);
            for (var i = start; i < end; i++)
            {
                _queues[i].Drain();
            }

            Interlocked.Increment(ref _drained);
        }
    }
}
