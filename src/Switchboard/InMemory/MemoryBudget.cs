namespace Switchboard.InMemory;

/// <summary>The bytes that a kind of thing may take in memory, and those that it takes.</summary>
/// <param name="limit">The limit, asked each time; 0 for none.</param>
internal sealed class MemoryBudget(Func<long> limit)
{
    private long _held;
    private long _refused;

    /// <summary>The bytes that are taken.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>How often there was not enough left.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Whether more than half of the bytes are taken.</summary>
    public bool IsScarce => limit() is > 0 and var max && Held > max / 2;

    /// <summary>Whether all bytes are taken.</summary>
    public bool IsFull => Held >= LimitOrMax();

    /// <summary>Takes bytes, whether or not there are any left.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _held, bytes);

    /// <summary>Takes bytes, or gives them back where there are less than 0, which always succeeds.</summary>
    public bool TryTake(long bytes)
    {
        if (bytes == 0)
        {
            return true;
        }

        var held = Interlocked.Add(ref _held, bytes);
        if (bytes < 0 || held <= LimitOrMax())
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes)
    {
        if (bytes != 0)
        {
            Interlocked.Add(ref _held, -bytes);
        }
    }

    /// <summary>Notes that something was refused.</summary>
    public void Refuse() => Interlocked.Increment(ref _refused);

    private long LimitOrMax() => limit() is > 0 and var max ? max : long.MaxValue;
}
