using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Takes what workers at brokers report. What comes twice, late, or about nobody's job changes nothing.</summary>
internal sealed class JobReports(
    IJobStore store, JobTransitions transitions, JobSettlement settlement, JobAudience audience, JobTurns turns, JobReader reader, JobMetrics metrics, SettingsHolder settings, Clock clock,
    ILogger<JobReports> logger)
    : IJobReportSink
{
    // Somebody may be quicker once or twice: the note that the attempt was sent.
    private const int Tries = 4;

    /// <inheritdoc/>
    public async ValueTask ReportAsync(IReadOnlyList<JobReport> reports, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);

        // The ends of different jobs share a commit; those of one come in their order.
        var ends = new Dictionary<string, JobReport>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            if (report.Kind is JobReportKind.Done or JobReportKind.Failed or JobReportKind.Cancelled)
            {
                ends.TryAdd(report.Id, Bounded(report));
            }
            else if (!ends.ContainsKey(report.Id))
            {
                await TakePassingAsync(report, cancellationToken);
            }
        }

        for (var tries = 0; ends.Count > 0 && tries < Tries; tries++)
        {
            await EndAsync(ends, cancellationToken);
        }
    }

    /// <summary>Ends jobs, and leaves those over that somebody else has changed in between.</summary>
    private async Task EndAsync(Dictionary<string, JobReport> ends, CancellationToken cancellationToken)
    {
        var changes = new List<StoredJob>(ends.Count);
        foreach (var report in ends.Values)
        {
            if (await FindAsync(report, cancellationToken) is { } job)
            {
                changes.Add(Decide(job, report));
            }
        }

        var settled = await settlement.SettleAsync(changes);
        var left = changes.Where((_, i) => settled[i] is null).Select(static job => job.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in ends.Keys.Where(id => !left.Contains(id)).ToList())
        {
            ends.Remove(id);
        }
    }

    private StoredJob Decide(StoredJob job, JobReport report) => report.Kind switch
    {
        JobReportKind.Done => transitions.Done(job, report.Data),
        JobReportKind.Cancelled => transitions.Cancelled(job),
        _ => transitions.AfterFailure(job, report.Error ?? ErrorCodes.Internal),
    };

    private async Task TakePassingAsync(JobReport report, CancellationToken cancellationToken)
    {
        if (await FindAsync(report, cancellationToken) is not { } job)
        {
            return;
        }

        if (report.Kind == JobReportKind.Started)
        {
            // Its time begins.
            await store.RenewAsync([new JobLease(job.Id, job.Revision, clock.UtcNow + JobBody.Of(job).Deadline)], cancellationToken);
        }

        var progress = report.Kind == JobReportKind.Progress ? report.Data : default;
        if (progress.Length > settings.Current.Calls.MaxProgressBytes || !IsAcceptable(progress))
        {
            return;
        }

        if (!progress.IsEmpty)
        {
            progress = JsonBytes.OnOneLine(progress);
            if (!reader.TryNote(job.Id, progress, clock.Milliseconds, settings.Current.Calls.ProgressPerSecond))
            {
                return;
            }
        }

        if (audience.IsTold(job.Owner))
        {
            await turns.Of(job.Id);
            var told = JobReader.Describe(job, progress);
            await audience.TellAsync(job.Owner, report.Kind == JobReportKind.Retrying ? told with { State = JobState.Retrying, Error = report.Error } : told);
        }
    }

    /// <summary>The job that a report is about, where its attempt is under way.</summary>
    private async ValueTask<StoredJob?> FindAsync(JobReport report, CancellationToken cancellationToken)
    {
        var job = await store.FindAsync(report.Id, cancellationToken);
        if (job is { State: StoredJobState.Running } && (report.Attempt == 0 || report.Attempt == job.Attempt))
        {
            return job;
        }

        metrics.LateReports.Add(1);
        JobLog.LateReport(logger, report.Id, report.Attempt, report.Kind);
        return null;
    }

    private JobReport Bounded(JobReport report)
    {
        if (report.Data.Length > settings.Current.Jobs.MaxResultBytes)
        {
            return Refuse(report, $"the result is larger than {settings.Current.Jobs.MaxResultBytes} bytes (jobs.maxResultBytes)");
        }

        return IsAcceptable(report.Data) ? report with { Data = JsonBytes.OnOneLine(report.Data) } : Refuse(report, "the result is no JSON that can be passed on");
    }

    private static JobReport Refuse(JobReport report, string why) => report with
    {
        Kind = JobReportKind.Failed,
        Data = default,
        Error = ErrorCodes.LimitExceeded with { Message = $"{ErrorCodes.LimitExceeded.Message}: {why}" },
    };

    private bool IsAcceptable(ReadOnlyMemory<byte> json)
        => json.IsEmpty || (JsonBytes.IsValid(json.Span) && !JsonDepth.Exceeds(json.Span, settings.Current.Limits.PayloadDepth));
}
