using System.Collections.Concurrent;

namespace Switchboard.Results;

/// <summary>Of equal requests at the same time, carries out one and gives its outcome to all.</summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Task<Result<TResult>>> _underWay = new();

    /// <summary>Does the work, or waits for whoever is doing it under the same key. What comes later must find the work's own traces.</summary>
    public async ValueTask<Result<TResult>> RunAsync(TKey key, Func<ValueTask<Result<TResult>>> work)
    {
        var mine = new TaskCompletionSource<Result<TResult>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(key, mine.Task);
        if (first != mine.Task)
        {
            return await first;
        }

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
            mine.SetResult(outcome);
        }
    }
}
