using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Jobs;

/// <summary>Keeps a new job.</summary>
/// <param name="handler">Carries it out.</param>
/// <param name="job">The job.</param>
/// <param name="maxJobs">How many its owner may have that have not ended.</param>
internal sealed class AddJobWrite(JobWriteHandler handler, StoredJob job, int maxJobs) : StoreWrite<JobAdmission>
{
    // What a row and its places in the indexes take beside what it holds, roughly.
    private const int Overhead = 768;

    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public override int Bytes => Overhead + job.Body.Length + job.Outcome.Length;

    /// <summary>The job.</summary>
    public StoredJob Job => job;

    /// <summary>How many its owner may have that have not ended.</summary>
    public int MaxJobs => maxJobs;
}

/// <summary>Changes jobs.</summary>
/// <param name="handler">Carries it out.</param>
/// <param name="jobs">The jobs as they are to be.</param>
internal sealed class ChangeJobsWrite(JobWriteHandler handler, IReadOnlyList<StoredJob> jobs) : StoreWrite<IReadOnlyList<bool>>
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public override int Bytes { get; } = jobs.Sum(static job => RowBytes + job.Outcome.Length);

    /// <summary>The jobs as they are to be.</summary>
    public IReadOnlyList<StoredJob> Jobs => jobs;
}

/// <summary>Changes a job that had ended into one that has not.</summary>
/// <param name="handler">Carries it out.</param>
/// <param name="job">The job as it is to be.</param>
/// <param name="maxJobs">How many its owner may have that have not ended.</param>
internal sealed class ReopenJobWrite(JobWriteHandler handler, StoredJob job, int maxJobs) : StoreWrite<JobReopening>
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public override int Bytes => RowBytes + job.Outcome.Length;

    /// <summary>The job as it is to be.</summary>
    public StoredJob Job => job;

    /// <summary>How many its owner may have that have not ended.</summary>
    public int MaxJobs => maxJobs;
}

/// <summary>A write to jobs that is carried out by itself.</summary>
internal interface IJobStep
{
    /// <summary>Carries it out. May be called again where the transaction failed.</summary>
    ValueTask ExecuteAsync(WriteSession session);
}

/// <summary>A write to jobs that is carried out by itself.</summary>
/// <typeparam name="TResult">Its result.</typeparam>
/// <param name="handler">Carries it out.</param>
/// <param name="execute">Runs the statements.</param>
internal sealed class JobStep<TResult>(JobWriteHandler handler, Func<WriteSession, ValueTask<TResult>> execute) : StoreWrite<TResult>, IJobStep
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(WriteSession session) => Result = await execute(session);
}
