using System.Diagnostics.Metrics;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;

namespace Switchboard.Jobs;

/// <summary>What is counted of jobs. docs/operations.md lists every instrument.</summary>
internal sealed class JobMetrics
{
    private static readonly InstrumentAdvice<double> _buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 3600, 86_400],
    };

    private readonly Counter<long> _ended;
    private readonly Histogram<double> _age;

    public JobMetrics(HubMetrics hub)
    {
        Submitted = hub.Meter.CreateCounter<long>("switchboard.jobs.submitted", "{job}", "Jobs taken in.");
        Attempts = hub.Meter.CreateCounter<long>("switchboard.jobs.attempts", "{attempt}", "Attempts given to workers, or to brokers.");
        Retries = hub.Meter.CreateCounter<long>("switchboard.jobs.retries", "{attempt}", "Attempts that failed, or were lost, and are followed by another one.");
        LateReports = hub.Meter.CreateCounter<long>("switchboard.jobs.reports.late", "{report}", "Reports of workers at brokers about attempts that had ended, or that nobody knows.");
        Running = hub.Meter.CreateUpDownCounter<long>("switchboard.jobs.running", "{job}", "Jobs that workers and handlers of this node carry out.");
        _ended = hub.Meter.CreateCounter<long>("switchboard.jobs.ended", "{job}", "Jobs that ended, by how.");
        _age = hub.Meter.CreateHistogram<double>("switchboard.jobs.age", "s", "From when a job was submitted until it ended.", tags: null, advice: _buckets);
    }

    public Counter<long> Submitted { get; }

    public Counter<long> Attempts { get; }

    public Counter<long> Retries { get; }

    public Counter<long> LateReports { get; }

    public UpDownCounter<long> Running { get; }

    /// <summary>Notes how a job ended.</summary>
    public void Ended(StoredJob job, DateTimeOffset now)
    {
        var outcome = job.State switch { StoredJobState.Done => "done", StoredJobState.Failed => "failed", _ => "cancelled" };
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _age.Record(Math.Max(0, (now - job.CreatedAt).TotalSeconds));
    }
}
