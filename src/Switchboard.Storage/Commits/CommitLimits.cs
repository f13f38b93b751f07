namespace Switchboard.Storage.Commits;

/// <summary>The limits of what waits for a commit.</summary>
/// <param name="QueuedWrites">How many writes may wait.</param>
/// <param name="QueuedBytes">How many bytes may wait.</param>
/// <param name="GroupWrites">How many writes share a commit at most.</param>
/// <param name="RetryInterval">The time between attempts to get back a database that is away.</param>
internal sealed record CommitLimits(int QueuedWrites, long QueuedBytes, int GroupWrites, TimeSpan RetryInterval)
{
    /// <summary>The most bytes that share a commit; one write may be larger.</summary>
    public const long GroupBytes = 8 * 1024 * 1024;
}
