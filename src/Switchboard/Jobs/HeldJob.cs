using Switchboard.Extensibility;

namespace Switchboard.Jobs;

/// <summary>A job that this node carries out. Safe to use from any thread.</summary>
internal sealed class HeldJob(StoredJob job, JobBody body, Task toldBefore, JobAudience audience, JobReader reader) : IProgress<ReadOnlyMemory<byte>>
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoredJob _job = job;
    private Task _telling = toldBefore;

    /// <summary>What is to be done.</summary>
    public JobBody Body => body;

    /// <summary>The job, as the store had it last.</summary>
    public StoredJob Job
    {
        get
        {
            lock (_lock)
            {
                return _job;
            }
        }
        set
        {
            lock (_lock)
            {
                _job = value;
            }
        }
    }

    /// <summary>Ends the attempt.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>Completes when this node does not hold it any more.</summary>
    public Task Ended => _end.Task;

    /// <summary>Notes that this node does not hold it any more.</summary>
    public void NoteEnd() => _end.TrySetResult();

    /// <summary>Tells its owner that the attempt has begun.</summary>
    public void TellBeginning() => Tell(JobReader.Describe(Job, default));

    /// <inheritdoc/>
    public void Report(ReadOnlyMemory<byte> value)
    {
        reader.Note(Job.Id, value);
        Tell(JobReader.Describe(Job, value));
    }

    /// <summary>Waits until what was told is told, so that the end comes behind it.</summary>
    public Task ToldAsync()
    {
        lock (_lock)
        {
            return _telling;
        }
    }

    // One behind the other: the worker does not wait for it.
    private void Tell(Job job)
    {
        if (audience.IsTold(Job.Owner))
        {
            lock (_lock)
            {
                _telling = TellBehindAsync(_telling, job);
            }
        }
    }

    private async Task TellBehindAsync(Task before, Job job)
    {
        await before;
        await audience.TellAsync(Job.Owner, job);
    }
}
