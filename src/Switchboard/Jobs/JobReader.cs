using System.Collections.Concurrent;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Jobs;

/// <summary>Tells of jobs as applications and clients see them.</summary>
internal sealed class JobReader
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _progress = new(StringComparer.Ordinal);

    /// <summary>Notes how far a job has come that is under way. JSON.</summary>
    public void Note(string id, ReadOnlyMemory<byte> progress) => _progress[id] = progress;

    /// <summary>Forgets how far a job had come: its attempt has ended.</summary>
    public void Forget(string id) => _progress.TryRemove(id, out _);

    /// <summary>The job as it stands now.</summary>
    public Job Describe(StoredJob job) => Describe(job, _progress.GetValueOrDefault(job.Id));

    /// <summary>A job as it stands.</summary>
    /// <param name="job">The job.</param>
    /// <param name="progress">How far it has come; empty where it does not matter.</param>
    public static Job Describe(StoredJob job, ReadOnlyMemory<byte> progress)
    {
        var outcome = JobOutcome.Of(job);
        var state = StateOf(job);
        return new Job(job.Id, job.Method, state)
        {
            User = OwnerNames.PrincipalOf(job.Owner, []).UserId,
            Attempt = job.Attempt,
            CreatedAt = job.CreatedAt,
            DueAt = job.NextAt,
            EndedAt = outcome.EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
            Cron = job.State == StoredJobState.Recurring ? JobBody.Of(job).Cron : null,
            Progress = state == JobState.Started ? progress : default,
            Result = outcome.Result.Utf8,
            Error = outcome.Error?.ToErrorCode(),
        };
    }

    private static JobState StateOf(StoredJob job) => job.State switch
    {
        StoredJobState.Running => JobState.Started,
        StoredJobState.Done => JobState.Done,
        StoredJobState.Failed => JobState.Failed,
        StoredJobState.Cancelled => JobState.Cancelled,
        _ => job.Attempt > 0 ? JobState.Retrying : JobState.Queued,
    };
}
