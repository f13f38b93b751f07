namespace Switchboard.Storage.Commits;

/// <summary>A write that is answered with a result.</summary>
/// <typeparam name="TResult">The result.</typeparam>
internal abstract class StoreWrite<TResult> : StoreWrite
{
    // Whoever waits goes on on the thread pool: the thread that tells of commits has the next ones to tell of.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the write is committed and told of.</summary>
    public Task<TResult> Task => _completion.Task;

    /// <summary>Tells whoever waits of the result.</summary>
    public void Complete(TResult result) => _completion.TrySetResult(result);

    /// <inheritdoc/>
    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
