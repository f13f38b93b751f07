using Switchboard.Extensibility;

namespace Switchboard.Names;

/// <summary>States of jobs as they are called on every wire.</summary>
internal static class JobNames
{
    /// <summary>The event that tells of a job, and the kind of the message that keeps its end.</summary>
    public const string Event = "job";

    /// <summary>What is told of a job that is under way, and has said how far it is.</summary>
    public const string Progress = "progress";

    /// <summary>The states by which jobs can be listed.</summary>
    public static IReadOnlyList<string> States { get; } = ["queued", "started", "retrying", "done", "failed", "cancelled"];

    /// <summary>The name of what is told of a job.</summary>
    public static string Of(Job job) => job is { State: JobState.Started, Progress.IsEmpty: false } ? Progress : Of(job.State);

    /// <summary>The name of a state.</summary>
    public static string Of(JobState state) => States[(int)state];

    /// <summary>The state of a name; null where there is none.</summary>
    public static JobState? StateOf(string name)
    {
        for (var i = 0; i < States.Count; i++)
        {
            if (States[i] == name)
            {
                return (JobState)i;
            }
        }

        return null;
    }

    /// <summary>The states that a store has jobs in which are in this one. What waits is queued before its first attempt and retrying behind it, which stores do not tell apart.</summary>
    public static IReadOnlyList<StoredJobState> StoredStatesOf(JobState? state) => state switch
    {
        null => [],
        JobState.Queued or JobState.Retrying => [StoredJobState.Waiting, StoredJobState.Ready, StoredJobState.Recurring],
        JobState.Started => [StoredJobState.Running],
        JobState.Done => [StoredJobState.Done],
        JobState.Failed => [StoredJobState.Failed],
        _ => [StoredJobState.Cancelled],
    };
}
