using System.Collections.Concurrent;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;

namespace Switchboard.Jobs;

/// <summary>Puts jobs that wait into their turn, and keeps what is told of them in its order: that one begins is told behind that it waited, whoever was quicker.</summary>
internal sealed class JobTurns(JobQueues queues, JobAudience audience, Supervisor supervisor)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _open = new(StringComparer.Ordinal);

    /// <summary>Begins a turn where there is something to tell, before anybody can find the job in the state that it is to be in.</summary>
    public void Begin(StoredJob job)
    {
        if (IsTold(job))
        {
            _open.GetOrAdd(job.Id, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Ends a turn: it was told, or there was nothing to tell.</summary>
    public void End(string id)
    {
        if (_open.TryRemove(id, out var turn))
        {
            turn.SetResult();
        }
    }

    /// <summary>Stores a job that is to wait, and puts it into its turn.</summary>
    /// <param name="job">The job as it is to be.</param>
    /// <param name="store">Stores it. Null where it was not.</param>
    public async ValueTask PutAsync(StoredJob job, Func<ValueTask<StoredJob?>> store)
    {
        Begin(job);
        StoredJob? stored = null;
        try
        {
            stored = await store();
        }
        finally
        {
            if (stored is null)
            {
                End(job.Id);
            }
        }

        if (stored is not null)
        {
            Take(stored);
        }
    }

    /// <summary>Completes when nobody is at telling of a job.</summary>
    public Task Of(string id) => _open.TryGetValue(id, out var turn) ? turn.Task : Task.CompletedTask;

    /// <summary>Tells that a job waits, and then has its queue, or its time, looked at.</summary>
    public void Take(StoredJob job)
    {
        if (IsTold(job))
        {
            supervisor.Detach("jobs", TellAsync(job));
        }
        else
        {
            End(job.Id);
            Queue(job);
        }
    }

    private bool IsTold(StoredJob job) => job.State is StoredJobState.Waiting or StoredJobState.Ready or StoredJobState.Recurring && audience.IsTold(job.Owner);

    private async Task TellAsync(StoredJob job)
    {
        try
        {
            await audience.TellAsync(job.Owner, JobReader.Describe(job, default));
        }
        finally
        {
            End(job.Id);
            Queue(job);
        }
    }

    private void Queue(StoredJob job)
    {
        if (job.State == StoredJobState.Ready)
        {
            queues.Mark(job.Queue);
        }
        else
        {
            queues.NoteDue(job.NextAt);
        }

        if (job.ExpiresAt is { } end)
        {
            queues.NoteDue(end);
        }
    }
}
