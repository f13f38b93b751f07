using Switchboard.Extensibility;

namespace Switchboard.Jobs;

/// <summary>Carries out the jobs of queues: on this node, or by a broker.</summary>
internal interface IJobLane
{
    /// <summary>Whether anybody is there who carries out what is in a queue, busy or not.</summary>
    bool IsServed(string queue);

    /// <summary>How many more jobs of a queue it takes at this moment.</summary>
    int CountFree(string queue);

    /// <summary>Begins to carry out jobs that were taken from a queue. Does not wait, and does not throw.</summary>
    void Start(IReadOnlyList<StoredJob> jobs);

    /// <summary>Decides about a job of its queues whose lease or deadline is over.</summary>
    /// <returns>The job as it is to be; null where nothing is to be done.</returns>
    ValueTask<StoredJob?> DecideOverdueAsync(StoredJob job);

    /// <summary>Has an attempt stopped that was cancelled. Nothing is lost where that does not reach it.</summary>
    ValueTask CancelAsync(StoredJob job);
}
