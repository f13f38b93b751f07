using System.Diagnostics.Metrics;
using Switchboard.Diagnostics;

namespace Switchboard.Schedules;

/// <summary>What is counted of schedules. docs/operations.md lists every instrument.</summary>
internal sealed class ScheduleMetrics
{
    private static readonly InstrumentAdvice<double> _latenessBuckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 600, 3600, 86_400],
    };

    private readonly Counter<long> _ended;
    private readonly Histogram<double> _lateness;

    public ScheduleMetrics(HubMetrics hub)
    {
        _ended = hub.Meter.CreateCounter<long>("switchboard.schedules", "{schedule}", "Attempts to carry out what was scheduled, by how they ended.");
        _lateness = hub.Meter.CreateHistogram<double>("switchboard.schedules.lateness", "s", "From when something was due until it was carried out.", tags: null, advice: _latenessBuckets);
    }

    /// <summary>Notes how an attempt ended, and how late it was.</summary>
    public void Ended(ScheduleAttempt how, TimeSpan lateness)
    {
        var outcome = how switch { ScheduleAttempt.Done => "done", ScheduleAttempt.Expired => "expired", ScheduleAttempt.Refused => "refused", _ => "put_off" };
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (how == ScheduleAttempt.Done)
        {
            _lateness.Record(Math.Max(0, lateness.TotalSeconds));
        }
    }
}
