using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Switchboard.Storage;

/// <summary>What the store counts. docs/operations.md lists every instrument.</summary>
internal sealed class StoreMetrics
{
    private static readonly InstrumentAdvice<double> _buckets = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _commits;

    public StoreMetrics(IMeterFactory factory, StoreHealth health)
    {
        _meter = factory.Create("Switchboard");
        _writes = _meter.CreateCounter<long>("switchboard.store.writes", "{write}", "Writes committed to the durable store.");
        _refused = _meter.CreateCounter<long>("switchboard.store.refused", "{write}", "Writes refused by the durable store, by reason.");
        _commits = _meter.CreateHistogram("switchboard.store.commit", "s", "Transactions of the durable store, from their beginning until they were on disk.", tags: null, advice: _buckets);
        _meter.CreateObservableUpDownCounter("switchboard.store.available", () => health.IsAvailable ? 1 : 0, "{store}", "1 while the durable store can be written to, else 0.");
    }

    /// <summary>Shows how much waits.</summary>
    public void ObserveQueue(Func<int> length)
        => _meter.CreateObservableUpDownCounter("switchboard.store.queued", length, "{write}", "Writes waiting for the durable store.");

    /// <summary>Notes a commit.</summary>
    /// <param name="writes">How many writes shared it.</param>
    /// <param name="startedAt">The <see cref="Stopwatch"/> time of its beginning.</param>
    public void Committed(int writes, long startedAt)
    {
        _writes.Add(writes);
        _commits.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
    }

    /// <summary>Notes a refusal.</summary>
    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
