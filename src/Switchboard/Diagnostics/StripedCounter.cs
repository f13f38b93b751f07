namespace Switchboard.Diagnostics;

/// <summary>A counter that threads add to without contending for one cache line.</summary>
internal sealed class StripedCounter
{
    // 16 longs are two cache lines: neighbours do not share one, nor the line that is fetched along.
    private const int Stride = 16;

    private readonly long[] _cells = new long[(Stripes + 1) * Stride];

    private static int Stripes { get; } = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    /// <summary>The sum at this moment.</summary>
    public long Value
    {
        get
        {
            long sum = 0;
            for (var i = Stride; i < _cells.Length; i += Stride)
            {
                sum += Volatile.Read(ref _cells[i]);
            }

            return sum;
        }
    }

    /// <summary>Adds to the counter; negative amounts take away.</summary>
    public void Add(long amount)
    {
        var stripe = (Thread.GetCurrentProcessorId() & (Stripes - 1)) + 1;
        Interlocked.Add(ref _cells[stripe * Stride], amount);
    }
}
