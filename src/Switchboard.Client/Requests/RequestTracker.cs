namespace Switchboard.Client.Requests;

/// <summary>Counts the requests that are outstanding, bounds them, and can cancel them all.</summary>
internal sealed class RequestTracker(int max) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(max, max);
    private CancellationTokenSource _cancelling = new();
    private TaskCompletionSource? _idle;
    private int _count;

    /// <summary>How many are outstanding.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Waits for room, and counts a request in; the result is cancelled by <see cref="CancelAll"/>.</summary>
    public async ValueTask<CancellationToken> EnterAsync(CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _count++;
            return _cancelling.Token;
        }
    }

    /// <summary>Counts a request out.</summary>
    public void Exit()
    {
        lock (_gate)
        {
            if (--_count == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }

        _room.Release();
    }

    /// <summary>Ends when none is outstanding.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Cancels all that are outstanding now.</summary>
    public void CancelAll()
    {
        CancellationTokenSource cancelling;
        lock (_gate)
        {
            cancelling = _cancelling;
            _cancelling = new CancellationTokenSource();
        }

        cancelling.Cancel();
        cancelling.Dispose();
    }

    public void Dispose()
    {
        _cancelling.Dispose();
        _room.Dispose();
    }
}
