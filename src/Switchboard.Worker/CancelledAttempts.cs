namespace Switchboard.Worker;

/// <summary>Attempts that were cancelled and may still come: the last ones.</summary>
internal sealed class CancelledAttempts
{
    private const int MaxCount = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Notes one.</summary>
    public void Add(string key)
    {
        lock (_lock)
        {
            if (!_keys.Add(key))
            {
                return;
            }

            _order.Enqueue(key);
            if (_order.Count > MaxCount)
            {
                _keys.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>Whether it was noted.</summary>
    public bool Contains(string key)
    {
        lock (_lock)
        {
            return _keys.Contains(key);
        }
    }
}
