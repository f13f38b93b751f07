using System.Diagnostics;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Takes jobs in. Permission has been decided, and the payload checked.</summary>
internal sealed class JobSubmitter(IJobStore store, JobIds ids, JobLanes lanes, JobTurns turns, JobMetrics metrics, SettingsHolder settings, Clock clock)
{
    /// <summary>Takes a job in.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="method">The method.</param>
    /// <param name="request">When, and how often.</param>
    /// <param name="body">What is to be done.</param>
    /// <param name="cancellationToken">Gives up waiting for the store; it may still be taken in.</param>
    /// <returns>The job, or the one that was submitted before under the same key.</returns>
    public async ValueTask<Result<StoredJob>> SubmitAsync(string owner, string method, JobTiming request, JobBody body, CancellationToken cancellationToken)
    {
        // Milliseconds, as stores keep them.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.UtcNow.ToUnixTimeMilliseconds());
        var isRepeated = body.Cron is not null;
        var begin = request.At ?? now;
        if ((isRepeated ? JobCron.NextAfter(body, begin.AddMilliseconds(-1)) : begin) is not { } first)
        {
            return InvalidField.Of("cron", "names no time that is to come");
        }

        var job = new StoredJob(ids.Next(now), owner, method)
        {
            Queue = lanes.QueueOf(method),
            State = isRepeated ? StoredJobState.Recurring : first > now ? StoredJobState.Waiting : StoredJobState.Ready,
            NextAt = first,
            ExpiresAt = request.ExpiresAt,
            Priority = request.Priority,
            CreatedAt = now,
            IdempotencyKey = request.IdempotencyKey is { } key ? $"key:{key}" : null,
            Body = (body with { TraceParent = Activity.Current?.Id }).ToBytes(),
        };
        return await AddAsync(job, cancellationToken);
    }

    /// <summary>Takes a job in that is made.</summary>
    public async ValueTask<Result<StoredJob>> AddAsync(StoredJob job, CancellationToken cancellationToken)
    {
        var limit = OpenJobLimit.Of(job.Owner, settings.Current.Jobs);
        JobAdmission admission = default;
        await turns.PutAsync(job, async () =>
        {
            admission = await store.AddAsync(job, limit.Max, cancellationToken);
            return admission.Outcome == JobAdmissionOutcome.Added ? job : null;
        });
        if (admission.Outcome != JobAdmissionOutcome.Added)
        {
            return RefusalOf(admission, limit);
        }

        metrics.Submitted.Add(1);
        return job;
    }

    private static Result<StoredJob> RefusalOf(JobAdmission admission, OpenJobLimit limit) => admission.Outcome switch
    {
        JobAdmissionOutcome.Known => admission.Known!,
        JobAdmissionOutcome.Full => limit.Error,
        _ => ErrorCodes.TooManyRequests,
    };
}

/// <summary>When a job is carried out, and in which order.</summary>
/// <param name="At">When at the earliest; null for now.</param>
/// <param name="ExpiresAt">From when on it is not begun any more; null for never.</param>
/// <param name="Priority">From 1 to 5.</param>
/// <param name="IdempotencyKey">The key under which its owner submits it once; null for none.</param>
internal readonly record struct JobTiming(DateTimeOffset? At, DateTimeOffset? ExpiresAt, int Priority, string? IdempotencyKey);

/// <summary>How many jobs an owner may have that have not ended.</summary>
/// <param name="Max">How many.</param>
/// <param name="Option">The option that says so.</param>
internal readonly record struct OpenJobLimit(int Max, string Option)
{
    /// <summary>What whoever has as many is answered with.</summary>
    public ErrorCode Error => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: {Max} jobs have not ended ({Option}): wait for one, or cancel one",
        Details = new ErrorDetails { Limit = Max },
    };

    /// <summary>The limit of an owner.</summary>
    public static OpenJobLimit Of(string owner, JobSettings settings)
        => OwnerNames.IsService(owner) ? new OpenJobLimit(settings.MaxOfServices, "jobs.maxOfServices") : new OpenJobLimit(settings.MaxPerUser, "jobs.maxPerUser");
}
