using System.Diagnostics.Metrics;

namespace Switchboard.Diagnostics.Prometheus;

/// <summary>Tells what an instrument is to Prometheus.</summary>
internal static class MetricKinds
{
    // The runtime calls them counters, and they fall.
    private static readonly string[] _falling = ["dotnet.thread_pool.queue.length", "dotnet.thread_pool.thread.count"];

    /// <summary>The kind of an instrument's metric.</summary>
    public static MetricKind Of(Instrument instrument) => Definition(instrument).Name switch
    {
        "Counter`1" or "ObservableCounter`1" when !_falling.Contains(instrument.Name, StringComparer.Ordinal) => MetricKind.Counter,
        "Histogram`1" => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };

    /// <summary>Whether measurements are amounts to add, not values that replace the last one.</summary>
    public static bool Adds(Instrument instrument) => Definition(instrument).Name is "Counter`1" or "UpDownCounter`1";

    /// <summary>The upper bounds of a histogram's buckets: those that its maker advises, else those usual for seconds.</summary>
    public static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        _ => [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private static Type Definition(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition();
}

/// <summary>What Prometheus calls the type of a metric.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Grows and shrinks.</summary>
    Gauge,

    /// <summary>Counts measurements by their size.</summary>
    Histogram,
}
