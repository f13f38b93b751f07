using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Decides what becomes of a job next. Changes nothing: the store does, if nobody was quicker.</summary>
internal sealed class JobTransitions(JobAudience audience, SettingsHolder settings, Clock clock)
{
    // Behind a failure of many at once, as of a service that they all use, they do not come back at once.
    private const double Spread = 0.1;

    /// <summary>It was carried out.</summary>
    public StoredJob Done(StoredJob job, ReadOnlyMemory<byte> result)
        => End(job, StoredJobState.Done, new JobOutcome { Result = new RawJson(result) });

    /// <summary>It was cancelled.</summary>
    public StoredJob Cancelled(StoredJob job)
        => End(job, StoredJobState.Cancelled, new JobOutcome { Error = JobOutcome.Of(job).Error });

    /// <summary>It cannot be carried out, and is not tried again.</summary>
    public StoredJob Failed(StoredJob job, ErrorCode error)
        => End(job, StoredJobState.Failed, new JobOutcome { Error = JobError.Of(error) });

    /// <summary>An attempt failed: another one follows, or none.</summary>
    public StoredJob AfterFailure(StoredJob job, ErrorCode error)
    {
        // Trying again helps with none of these.
        var isFinal = error.Code == ErrorCodes.PermissionDenied.Code || error.Code == ErrorCodes.LimitExceeded.Code || error.Code == ErrorCodes.BadRequest.Code;
        var before = JobOutcome.Of(job);
        return isFinal || before.Failures >= JobBody.Of(job).Retries ? Failed(job, error) : Again(job, error, before with { Failures = before.Failures + 1 });
    }

    /// <summary>Who had it was lost, which is nobody's failure: another attempt follows, unless there were too many.</summary>
    public StoredJob AfterLoss(StoredJob job, ErrorCode loss)
    {
        var before = JobOutcome.Of(job);
        return before.Failures + before.Losses + 1 >= settings.Current.Jobs.MaxAttempts
            ? Failed(job, loss)
            : Again(job, loss, before with { Losses = before.Losses + 1 });
    }

    /// <summary>The attempt did not begin: it is not counted, and follows after a pause.</summary>
    public StoredJob PutBack(StoredJob job, TimeSpan pause) => job with
    {
        State = pause > TimeSpan.Zero ? StoredJobState.Waiting : StoredJobState.Ready,
        NextAt = clock.UtcNow + pause,
        Attempt = job.Attempt - 1,
    };

    /// <summary>A broker has the attempt.</summary>
    /// <param name="job">The job.</param>
    /// <param name="until">When the attempt is over.</param>
    public StoredJob Sent(StoredJob job, DateTimeOffset until) => job with
    {
        NextAt = until,
        Outcome = (JobOutcome.Of(job) with { SentAt = clock.UtcNow.ToUnixTimeMilliseconds() }).ToBytes(),
    };

    /// <summary>Its owner knows how it ended: it is kept for who asks for it.</summary>
    public StoredJob Told(StoredJob job)
    {
        var rules = settings.Current.Jobs;
        return job with { IsUntold = false, NextAt = clock.UtcNow + (job.State == StoredJobState.Failed ? rules.FailedRetention : rules.ResultRetention) };
    }

    /// <summary>It is carried out again from the beginning, though it had ended, and does not expire any more. Attempts count on: what is still said of an earlier one does not concern the new ones.</summary>
    /// <param name="job">The job.</param>
    /// <param name="queue">The queue of its method.</param>
    public StoredJob Rerun(StoredJob job, string queue) => job with
    {
        Queue = queue,
        State = StoredJobState.Ready,
        NextAt = clock.UtcNow,
        IsUntold = false,
        ExpiresAt = null,
        Outcome = default,
    };

    /// <summary>Whether it is too late to begin it.</summary>
    public bool IsExpired(StoredJob job) => job.ExpiresAt <= clock.UtcNow;

    private StoredJob Again(StoredJob job, ErrorCode error, JobOutcome counted)
    {
        var pause = PauseBehind(counted.Failures + counted.Losses);
        return job with
        {
            State = pause > TimeSpan.Zero ? StoredJobState.Waiting : StoredJobState.Ready,
            NextAt = clock.UtcNow + pause,
            Outcome = (counted with { Error = JobError.Of(error), SentAt = null }).ToBytes(),
        };
    }

    private StoredJob End(StoredJob job, StoredJobState state, JobOutcome outcome)
    {
        var ended = job with { State = state, Outcome = (outcome with { EndedAt = clock.UtcNow.ToUnixTimeMilliseconds() }).ToBytes() };

        // Who tells may be lost before it has: another one tells at the end of the lease.
        return audience.IsTold(job.Owner) ? ended with { IsUntold = true, NextAt = clock.UtcNow + settings.Current.Jobs.Lease } : Told(ended);
    }

    private TimeSpan PauseBehind(int attempt)
    {
        var rules = settings.Current.Jobs;
        var doubled = rules.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30));
        var pause = Math.Min(doubled, rules.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Floor(pause * (1 + (Spread * Random.Shared.NextDouble()))));
    }
}
