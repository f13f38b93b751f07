namespace Switchboard.Diagnostics.Prometheus;

/// <summary>A histogram's counts and sum, which threads add to without contending for one cache line.</summary>
/// <param name="count">The number of buckets.</param>
internal sealed class StripedBuckets(int count)
{
    // Padding behind each stripe keeps neighbours off its cache lines.
    private const int Padding = 16;

    private readonly int _stride = count + Padding;
    private readonly long[] _counts = new long[(count + Padding) * Stripes];
    private readonly double[] _sums = new double[Padding * Stripes];

    private static int Stripes { get; } = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    /// <summary>Counts a measurement.</summary>
    public void Add(int bucket, double value)
    {
        var stripe = Thread.GetCurrentProcessorId() & (Stripes - 1);
        Interlocked.Increment(ref _counts[(stripe * _stride) + bucket]);
        Add(ref _sums[stripe * Padding], value);
    }

    /// <summary>The counts by bucket, and the sum of all measurements.</summary>
    public (long[] Counts, double Sum) Read()
    {
        var counts = new long[count];
        var sum = 0.0;
        for (var stripe = 0; stripe < Stripes; stripe++)
        {
            for (var bucket = 0; bucket < count; bucket++)
            {
                counts[bucket] += Volatile.Read(ref _counts[(stripe * _stride) + bucket]);
            }

            sum += Volatile.Read(ref _sums[stripe * Padding]);
        }

        return (counts, sum);
    }

    /// <summary>Adds to a number that other threads add to as well.</summary>
    public static void Add(ref double target, double amount)
    {
        var seen = Volatile.Read(ref target);
        while (true)
        {
            var found = Interlocked.CompareExchange(ref target, seen + amount, seen);
            if (found.Equals(seen))
            {
                return;
            }

            seen = found;
        }
    }
}
