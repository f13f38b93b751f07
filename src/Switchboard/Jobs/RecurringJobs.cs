using System.Globalization;
using Cronos;
using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Makes a job of each turn of those that recur. Turns that were missed, as while the server was down, are made up for by one.</summary>
internal sealed class RecurringJobs(JobSubmitter submitter, JobIds ids, JobLanes lanes, JobTransitions transitions, Clock clock, ILogger<RecurringJobs> logger)
{
    /// <summary>Makes the job of a turn that has come.</summary>
    /// <param name="job">The job that recurs.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>The job that recurs, as it is to be; null where its turn comes again, because the job could not be made now.</returns>
    public async ValueTask<StoredJob?> TakeTurnAsync(StoredJob job, CancellationToken cancellationToken)
    {
        var body = JobBody.Of(job);
        var (now, turn) = (clock.UtcNow, JobOutcome.Of(job).NextTurn ?? job.CreatedAt.ToUnixTimeMilliseconds());
        try
        {
            var next = JobCron.NextAfter(body, now);
            var made = await submitter.AddAsync(JobOf(job, body, turn, now), cancellationToken);
            return made.Error is { Temporary: true } ? null : next is { } time ? Await(job, time) : transitions.Done(job, default);
        }
        catch (Exception exception) when (exception is CronFormatException or TimeZoneNotFoundException)
        {
            JobLog.NotRepeated(logger, job.Id, job.Owner, exception.Message);
            return transitions.Failed(job, ErrorCodes.BadRequest);
        }
    }

    /// <summary>Has a job that recurs, and had ended, go on with its next turn.</summary>
    /// <param name="job">The job, as it is to be but for its turn.</param>
    /// <returns>The job as it is to be; null where no turn is to come, or its time zone is not known any more.</returns>
    public StoredJob? Resume(StoredJob job)
    {
        var body = JobBody.Of(job);
        return JobCron.Check(body.Cron!, body.TimeZone) is null && JobCron.NextAfter(body, clock.UtcNow) is { } next ? Await(job with { State = StoredJobState.Recurring }, next) : null;
    }

    // Each turn has a key: after a crash before the next one was noted, it makes no second job.
    private StoredJob JobOf(StoredJob job, JobBody body, long turn, DateTimeOffset now) => new(ids.Next(now), job.Owner, job.Method)
    {
        Queue = lanes.QueueOf(job.Method),
        State = StoredJobState.Ready,
        NextAt = now,
        Priority = job.Priority,
        CreatedAt = now,
        IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"turn:{job.Id}:{turn}"),
        Body = (body with { Cron = null, TimeZone = null }).ToBytes(),
    };

    private static StoredJob Await(StoredJob job, DateTimeOffset next) => job with
    {
        NextAt = next,
        Outcome = new JobOutcome { NextTurn = next.ToUnixTimeMilliseconds() }.ToBytes(),
    };
}
