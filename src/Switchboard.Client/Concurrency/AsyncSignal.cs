namespace Switchboard.Client.Concurrency;

/// <summary>Wakes any number of asynchronous waiters when something has changed.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next <see cref="Signal"/>. Take it before looking at what may have changed.</summary>
    public Task Next => (Volatile.Read(ref _next) ?? Create()).Task;

    public void Signal() => Interlocked.Exchange(ref _next, null)?.TrySetResult();

    private TaskCompletionSource Create()
    {
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Interlocked.CompareExchange(ref _next, created, null) ?? created;
    }
}
