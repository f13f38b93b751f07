using System.Collections.Concurrent;
using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.Jobs;

/// <summary>Tells of jobs as applications and clients see them.</summary>
internal sealed class JobReader
{
    private readonly ConcurrentDictionary<string, JobProgress> _progress = new(StringComparer.Ordinal);

    /// <summary>Notes how far a job has come that is under way. JSON.</summary>
    public void Note(string id, ReadOnlyMemory<byte> progress) => _progress.GetOrAdd(id, static _ => new JobProgress()).Set(progress);

    /// <summary>The same where nobody before has held it to how often progress is told.</summary>
    /// <param name="id">The job.</param>
    /// <param name="progress">How far it has come: JSON.</param>
    /// <param name="now">The present, in the node's monotonic milliseconds.</param>
    /// <param name="perSecond">How often it is told in a second.</param>
    /// <returns>False where it is dropped.</returns>
    public bool TryNote(string id, ReadOnlyMemory<byte> progress, long now, int perSecond) => _progress.GetOrAdd(id, static _ => new JobProgress()).TrySet(progress, now, perSecond);

    /// <summary>Forgets how far a job had come: its attempt has ended.</summary>
    public void Forget(string id) => _progress.TryRemove(id, out _);

    /// <summary>The job as it stands now.</summary>
    public Job Describe(StoredJob job) => Describe(job, _progress.TryGetValue(job.Id, out var progress) ? progress.Json : default);

    /// <summary>A job as it stands.</summary>
    /// <param name="job">The job.</param>
    /// <param name="progress">How far it has come; empty where it does not matter.</param>
    public static Job Describe(StoredJob job, ReadOnlyMemory<byte> progress)
    {
        var outcome = JobOutcome.Of(job);
        var state = StateOf(job, outcome);
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

    private static JobState StateOf(StoredJob job, JobOutcome outcome) => job.State switch
    {
        StoredJobState.Running => JobState.Started,
        StoredJobState.Done => JobState.Done,
        StoredJobState.Failed => JobState.Failed,
        StoredJobState.Cancelled => JobState.Cancelled,
        _ => outcome.Error is null ? JobState.Queued : JobState.Retrying,
    };
}

/// <summary>How far a job has come.</summary>
internal sealed class JobProgress
{
    private readonly Lock _lock = new();
    private CommandRateLimiter _rate;
    private ReadOnlyMemory<byte> _json;

    /// <summary>What its worker last said.</summary>
    public ReadOnlyMemory<byte> Json
    {
        get
        {
            lock (_lock)
            {
                return _json;
            }
        }
    }

    /// <summary>Sets it.</summary>
    public void Set(ReadOnlyMemory<byte> json)
    {
        lock (_lock)
        {
            _json = json;
        }
    }

    /// <summary>Sets it, unless it comes too often.</summary>
    public bool TrySet(ReadOnlyMemory<byte> json, long now, int perSecond)
    {
        lock (_lock)
        {
            if (perSecond == 0 || _rate.Take(now, perSecond) != CommandVerdict.Allowed)
            {
                return false;
            }

            _json = json;
            return true;
        }
    }
}
