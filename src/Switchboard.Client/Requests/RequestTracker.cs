namespace Switchboard.Client.Requests;

/// <summary>Counts and limits the outstanding requests, and cancels them.</summary>
internal sealed class RequestTracker(int max) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _slots = new(max, max);
    private CancellationTokenSource _cancelling = new();
    private TaskCompletionSource? _idle;
    private int _count;

    /// <summary>How many requests are outstanding.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Waits for a free slot, and takes it; the returned token is cancelled by <see cref="CancelAll"/>.</summary>
    public async ValueTask<CancellationToken> EnterAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _count++;
            return _cancelling.Token;
        }
    }

    /// <summary>Gives the slot back.</summary>
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

        _slots.Release();
    }

    /// <summary>Completes when no request is outstanding.</summary>
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

    /// <summary>Cancels all requests that are outstanding now.</summary>
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
        _slots.Dispose();
    }
}
