namespace Switchboard.Outbound;

/// <summary>Gathers the queues that a thread has filled, so that each is drained once, at the end.</summary>
/// <remarks>
/// A batch belongs to the thread that began it and must end on it, before anything is awaited. Without a batch, a queue is drained
/// at once.
/// </remarks>
internal static class DrainBatch
{
    // Some 20 ms of sending: what others who share the thread may be made to wait.
    private const int LargeFanout = 4096;
    private const int Portion = 1024;

    // What has been drained leaves its place empty: of what stands here, this thread holds the duty to drain it.
    [ThreadStatic]
    private static List<OutboundQueue?>? _touched;

    [ThreadStatic]
    private static int _depth;

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

    /// <summary>Drains a queue before the batch ends: what only waits for that must not count as what the client does not take.</summary>
    /// <returns>False where this thread does not hold the duty to.</returns>
    public static bool TryDrain(OutboundQueue queue)
    {
        var place = _touched?.IndexOf(queue) ?? -1;
        if (place < 0)
        {
            return false;
        }

        _touched![place] = null;
        queue.Drain();
        return true;
    }

    /// <summary>Drains a very large fan-out on several threads: one alone would keep everybody else who shares it waiting.</summary>
    private static void Share(List<OutboundQueue?> touched)
    {
        for (var start = Portion; start < touched.Count; start += Portion)
        {
            var portion = touched.GetRange(start, Math.Min(Portion, touched.Count - start));
            ThreadPool.UnsafeQueueUserWorkItem(static queues => DrainAll(queues), portion, preferLocal: false);
        }

        touched.RemoveRange(Portion, touched.Count - Portion);
    }

    private static void DrainAll(List<OutboundQueue?> queues)
    {
        foreach (var queue in queues)
        {
            queue?.Drain();
        }
    }

    private static void End(int outerDepth)
    {
        try
        {
            if (outerDepth == 0 && _touched is { Count: > 0 })
            {
                DrainTouched(_touched);
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

    private static void DrainTouched(List<OutboundQueue?> touched)
    {
        if (touched.Count > LargeFanout)
        {
            Share(touched);
        }

        // Draining may fill further queues; they join the end of the list.
        for (var i = 0; i < touched.Count; i++)
        {
            var queue = touched[i];
            touched[i] = null;
            queue?.Drain();
        }
    }

    /// <summary>Ends the batch when disposed.</summary>
    internal readonly ref struct Scope(int outerDepth)
    {
        public void Dispose() => End(outerDepth);
    }
}

/// <summary>The buffer in which a thread joins the frames of one send. One per thread, never handed out beyond the send.</summary>
internal ref struct DrainScratch
{
    private const int Size = 64 * 1024;

    [ThreadStatic]
    private static byte[]? _buffer;

    private readonly Framing _framing;
    private int _written;

    private DrainScratch(Framing framing)
    {
        _framing = framing;
        _written = framing.JoinOverhead;
    }

    public static bool Owns(byte[] array) => ReferenceEquals(array, _buffer);

    public static bool Fits(Framing framing, in OutboundFrame first, in OutboundFrame second)
        => !first.IsAlone && !second.IsAlone && framing.JoinOverhead + framing.JoinedSize(first) + framing.JoinedSize(second) <= Size;

    public static DrainScratch Begin(Framing framing, in OutboundFrame first)
    {
        _buffer ??= GC.AllocateUninitializedArray<byte>(Size);
        var scratch = new DrainScratch(framing);
        scratch._written = framing.Join(first, _buffer, scratch._written);
        return scratch;
    }

    public bool TryAdd(in OutboundFrame frame)
    {
        if (frame.IsAlone || _written + _framing.JoinedSize(frame) > Size)
        {
            return false;
        }

        _written = _framing.Join(frame, _buffer, _written);
        return true;
    }

    public readonly ArraySegment<byte> Complete()
    {
        var start = _framing.CompleteJoin(_buffer, _written);
        return new ArraySegment<byte>(_buffer!, start, _written - start);
    }
}
