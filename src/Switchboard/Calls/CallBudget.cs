namespace Switchboard.Calls;

/// <summary>What somebody's waiting calls take up. Guarded by the lock of <see cref="CallRouter"/>.</summary>
internal sealed class CallBudget
{
    private long _bytes;

    public int Count { get; private set; }

    /// <summary>Whether another call may wait. One alone may be of any size.</summary>
    public bool HasCapacityFor(int bytes, int maxCount, long maxBytes)
        => (maxCount == 0 || Count < maxCount) && (Count == 0 || _bytes + bytes <= maxBytes);

    public void Take(int bytes)
    {
        Count++;
        _bytes += bytes;
    }

    public void Return(int bytes)
    {
        Count--;
        _bytes -= bytes;
    }
}
