using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Calls;

/// <summary>A call that waits for its answer. Ends exactly once. What can change is guarded by the lock of <see cref="CallRouter"/>.</summary>
internal sealed class PendingCall(CallInvocation invocation, long startedAt)
{
    // Whoever waits goes on elsewhere: the router's lock is held where calls end.
    private readonly TaskCompletionSource<Result<ReadOnlyMemory<byte>>> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommandRateLimiter _progress;

    public CallInvocation Invocation { get; } = invocation;

    /// <summary>When it came in, in the node's monotonic milliseconds.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>When it must be answered, in the node's monotonic milliseconds.</summary>
    public long DueAt { get; } = startedAt + (long)invocation.Deadline.TotalMilliseconds;

    /// <summary>By what workers know the call. It stays the same when the call goes to another worker.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The method among whose calls it waits for a worker.</summary>
    public ServedMethod? Queue { get; set; }

    public LinkedListNode<PendingCall>? Place { get; set; }

    /// <summary>Who has been given the call.</summary>
    public CallWorker? Worker { get; set; }

    /// <summary>Cancels the handler of the application that carries the call out; null where none does.</summary>
    public CancellationTokenSource? Handler { get; init; }

    /// <summary>How many workers have been given the call.</summary>
    public int Attempts { get; set; }

    public bool HasEnded => _end.Task.IsCompleted;

    /// <summary>What the call came to.</summary>
    public Task<Result<ReadOnlyMemory<byte>>> Ended => _end.Task;

    public void End(in Result<ReadOnlyMemory<byte>> outcome) => _end.TrySetResult(outcome);

    /// <summary>Whether a progress message comes in its time. 0 a second is none at all.</summary>
    public bool TakeProgress(long now, int perSecond) => perSecond > 0 && _progress.Take(now, perSecond) == CommandVerdict.Allowed;
}
