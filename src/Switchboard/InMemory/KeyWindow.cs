namespace Switchboard.InMemory;

/// <summary>Remembers the result of each idempotency key of a stream for a while.</summary>
internal sealed class KeyWindow
{
    private readonly Dictionary<string, (Position Position, long Until)> _results = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long Until)> _order = new();

    public bool IsEmpty => _order.Count == 0;

    /// <summary>What the keys take in memory.</summary>
    public long Bytes { get; private set; }

    public bool TryGet(string key, long now, out Position position)
    {
        var found = _results.TryGetValue(key, out var result) && result.Until > now;
        position = result.Position;
        return found;
    }

    /// <summary>Adds a key. <see cref="PublicationSize.OfName"/> is what it takes.</summary>
    public void Add(string key, Position position, long until)
    {
        _results[key] = (position, until);
        _order.Enqueue((key, until));
        Bytes += PublicationSize.OfName(key);
    }

    /// <summary>Forgets what is past its time. A window that was shortened meanwhile empties in the order of arrival.</summary>
    /// <returns>The bytes that this frees.</returns>
    public long Expire(long now)
    {
        long freed = 0;
        while (_order.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _order.Dequeue();
            freed += PublicationSize.OfName(oldest.Key);
            if (_results.TryGetValue(oldest.Key, out var result) && result.Until <= now)
            {
                _results.Remove(oldest.Key);
            }
        }

        Bytes -= freed;
        return freed;
    }
}
