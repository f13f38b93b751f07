namespace Switchboard.Client.Jobs;

/// <summary>The names of events and states of jobs on the wire.</summary>
internal static class JobNames
{
    public const string Event = "job";

    private const string Progress = "progress";

    private static readonly string[] _states = ["queued", "started", "retrying", "done", "failed", "cancelled"];

    public static string NameOf(JobState state) => _states[(int)state];

    /// <summary>The state of a name; null where this client knows none.</summary>
    public static JobState? ParseState(string name) => name == Progress ? JobState.Started : Array.IndexOf(_states, name) is >= 0 and var index ? (JobState)index : null;
}
