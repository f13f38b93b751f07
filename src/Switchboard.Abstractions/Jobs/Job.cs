namespace Switchboard;

/// <summary>A call that outlives its connection, as it stands now.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Method">The method that carries it out.</param>
/// <param name="State">What has become of it.</param>
public sealed record Job(string Id, string Method, JobState State)
{
    /// <summary>The user who submitted it; empty for services.</summary>
    public string User { get; init; } = "";

    /// <summary>How often it was given to a worker; 0 before the first time.</summary>
    public int Attempt { get; init; }

    /// <summary>When it was submitted, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is given to a worker at the earliest, in UTC: behind its delay, its next turn by its cron expression, or the pause after a failure.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it ended, in UTC; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its cron expression, where each turn makes a job of its own; null for none.</summary>
    public string? Cron { get; init; }

    /// <summary>How far the work has come, as its worker last said; JSON, empty where nothing was said. Kept in memory alone.</summary>
    public ReadOnlyMemory<byte> Progress { get; init; }

    /// <summary>What the method returned: JSON; empty for nothing, and before the end.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Why it failed, or why the attempt before failed; null for neither.</summary>
    public ErrorCode? Error { get; init; }
}

/// <summary>What has become of a job.</summary>
public enum JobState
{
    /// <summary>It waits for its time, or for a worker.</summary>
    Queued,

    /// <summary>A worker has it, or the broker from which workers take it.</summary>
    Started,

    /// <summary>An attempt failed, and another one follows after a pause.</summary>
    Retrying,

    /// <summary>It has been carried out.</summary>
    Done,

    /// <summary>It could not be carried out, and is kept to be run again.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>How a job is carried out. Everything is optional.</summary>
public sealed record JobOptions
{
    /// <summary>At once, as the configuration says.</summary>
    public static JobOptions None { get; } = new();

    /// <summary>The time that an attempt may take; null for <c>jobs.defaultDeadlineSeconds</c>. An attempt that takes longer has failed.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>When it is to be carried out at the earliest; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>From when on it is not begun any more, and fails; null for never.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>When it is carried out again and again: a cron expression of five fields, or of six with seconds. Null for once.</summary>
    public string? Cron { get; init; }

    /// <summary>The time zone of <see cref="Cron"/>, as <c>Europe/Berlin</c>; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>From 1 to 5; of the jobs that are due those of higher priority come first.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>How often it is tried again after a failure; null for <c>jobs.defaultRetries</c>.</summary>
    public int? Retries { get; init; }

    /// <summary>A key under which the caller submits one job, however often it asks, for as long as the job is kept. Null for none.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>Which jobs to list. Everything is optional.</summary>
public sealed record JobFilter
{
    /// <summary>All.</summary>
    public static JobFilter None { get; } = new();

    /// <summary>Those of this user; null for those of anybody.</summary>
    public string? User { get; init; }

    /// <summary>Those of this method; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>Those in this state; null for all.</summary>
    public JobState? State { get; init; }

    /// <summary>The cursor of the page before; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at most, up to 1000; 0 for 100.</summary>
    public int Limit { get; init; }
}

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The jobs, the newest at the beginning, without their results.</param>
/// <param name="Cursor">Asks for the next page; null where there is none.</param>
public sealed record JobList(IReadOnlyList<Job> Jobs, string? Cursor);
