using System.Diagnostics.Metrics;
using Switchboard.Diagnostics;

namespace Switchboard.Calls;

/// <summary>What is counted of calls. docs/operations.md lists every instrument.</summary>
internal sealed class CallMetrics
{
    private static readonly InstrumentAdvice<double> _durationBuckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    private static readonly KeyValuePair<string, object?>[] _outcomes =
    [
        KeyValuePair.Create("outcome", (object?)"result"),
        KeyValuePair.Create("outcome", (object?)"error"),
        KeyValuePair.Create("outcome", (object?)"deadline"),
        KeyValuePair.Create("outcome", (object?)"cancelled"),
        KeyValuePair.Create("outcome", (object?)"worker_lost"),
    ];

    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;

    public CallMetrics(HubMetrics hub)
    {
        var meter = hub.Meter;
        _ended = meter.CreateCounter<long>("switchboard.calls", "{call}", "Calls that ended, by how.");
        _duration = meter.CreateHistogram<double>("switchboard.calls.duration", "s", "From the arrival of a call to its end.", tags: null, advice: _durationBuckets);
        meter.CreateObservableUpDownCounter("switchboard.calls.pending", () => Pending.Value, "{call}", "Calls that wait for their answer.");
        meter.CreateObservableUpDownCounter("switchboard.calls.workers", () => Workers.Value, "{worker}", "Methods that connections serve, each connection counted.");
        meter.CreateObservableCounter("switchboard.calls.retries", () => Retries.Value, "{call}", "Idempotent calls that went to another worker.");
        meter.CreateObservableCounter("switchboard.calls.answers.late", () => LateAnswers.Value, "{answer}", "Answers of workers for which no call waited.");
        meter.CreateObservableCounter("switchboard.calls.progress.dropped", () => ProgressDropped.Value, "{message}", "Progress messages that were dropped.");
    }

    public StripedCounter Pending { get; } = new();

    public StripedCounter Workers { get; } = new();

    public StripedCounter Retries { get; } = new();

    public StripedCounter LateAnswers { get; } = new();

    public StripedCounter ProgressDropped { get; } = new();

    /// <summary>Notes how a call ended, and how many milliseconds it took.</summary>
    public void Ended(CallEndReason how, long milliseconds)
    {
        _ended.Add(1, _outcomes[(int)how]);
        _duration.Record(milliseconds / 1000.0);
    }
}
