using System.Collections.Concurrent;

namespace Switchboard.Results;

/// <summary>Of equal requests at the same time, carries out one and gives its outcome to all.</summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Task<Result<TResult>>> _underWay = new();

    /// <summary>Does the work, or waits for whoever is doing it under the same key. What comes later must find the work's own traces.</summary>
    /// <param name="key">What makes requests equal.</param>
    /// <param name="work">The work. It belongs to all who wait for it: none of them can cancel it.</param>
    /// <param name="cancellationToken">Ends this caller's wait alone.</param>
    public async ValueTask<Result<TResult>> RunAsync(TKey key, Func<ValueTask<Result<TResult>>> work, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<Result<TResult>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(key, mine.Task);
        return await (first == mine.Task ? CarryOutAsync(key, work, mine) : first).WaitAsync(cancellationToken);
    }

    private async Task<Result<TResult>> CarryOutAsync(TKey key, Func<ValueTask<Result<TResult>>> work, TaskCompletionSource<Result<TResult>> done)
    {
        // What the others get if the work throws: the exception is this caller's.
        Result<TResult> outcome = ErrorCodes.Internal;
        try
        {
            outcome = await work();
            return outcome;
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            done.SetResult(outcome);
        }
    }
}
