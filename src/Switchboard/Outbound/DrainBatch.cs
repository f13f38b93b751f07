namespace Switchboard.Outbound;

/// <summary>Gathers the queues that a thread has filled, so that each is drained once, at the end.</summary>
/// <remarks>
/// A batch belongs to the thread that began it and must end on it, before anything is awaited. Without a batch, a queue is drained
/// at once.
/// </remarks>
internal static class DrainBatch
{
    [ThreadStatic]
    private static List<OutboundQueue>? _touched;

    [ThreadStatic]
    private static int _depth;

    /// <summary>Begins a batch, or joins the one that the thread has.</summary>
    public static Scope Begin()
    {
        _depth++;
        return default;
    }

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

    private static void End()
    {
        if (_depth > 1 || _touched is null)
        {
            _depth--;
            return;
        }

        // Draining may fill further queues; they join the end of the list.
        for (var i = 0; i < _touched.Count; i++)
        {
            _touched[i].Drain();
        }

        _touched.Clear();
        _depth--;
    }

    /// <summary>Ends the batch when disposed.</summary>
    internal readonly ref struct Scope
    {
        public void Dispose() => End();
    }
}
