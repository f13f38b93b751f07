using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Results;

namespace Switchboard.Calls;

/// <summary>Carries out calls that have an idempotency key, each once: who asks again is given what the first came to, or waits for it.</summary>
/// <remarks>
/// That a call begins is noted before anybody is given it. After a crash in between nobody knows whether it took effect: it ends with
/// error 411 then, unless it does no harm to carry it out again.
/// </remarks>
/// <param name="memory">Remembers where the method's namespace is not durable.</param>
/// <param name="settings">Says for how long.</param>
/// <param name="time">What waiting goes by.</param>
/// <param name="logger">Hears of results that could not be kept.</param>
/// <param name="durable">Remembers where it is; null where there is no such store, and so no such namespace.</param>
internal sealed class IdempotentCalls(
    InMemoryCallResultStore memory, SettingsHolder settings, TimeProvider time, ILogger<IdempotentCalls> logger, IDurableCallResultStore? durable = null) : IDisposable
{
    private static readonly TimeSpan _retryInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task<Result<ReadOnlyMemory<byte>>>> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Carries a call out unless that was done, and waits for what it comes to. It goes on when nobody waits any more.</summary>
    /// <param name="call">The call.</param>
    /// <param name="carryOut">Carries it out.</param>
    /// <param name="cancellationToken">Ends the waiting alone.</param>
    public async ValueTask<Result<ReadOnlyMemory<byte>>> RunAsync(IdempotentCall call, Func<Task<CallAnswer>> carryOut, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<Result<ReadOnlyMemory<byte>>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(call.Key, mine.Task);
        var patience = call.Deadline;
        if (first == mine.Task)
        {
            // It has the same deadline, and ends there by itself.
            patience = Timeout.InfiniteTimeSpan;
            _ = CarryOutAsync(call, carryOut, mine);
        }

        try
        {
            return await first.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return ErrorCodes.DeadlineExceeded;
        }
        catch (OperationCanceledException)
        {
            return ErrorCodes.Cancelled;
        }
    }

    /// <summary>Gives up trying to keep results.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task CarryOutAsync(IdempotentCall call, Func<Task<CallAnswer>> carryOut, TaskCompletionSource<Result<ReadOnlyMemory<byte>>> whoeverWaits)
    {
        var store = call.Namespace.Storage == StorageKind.Durable && durable is not null ? durable : (ICallResultStore)memory;
        Result<ReadOnlyMemory<byte>> outcome;
        try
        {
            outcome = await FindOrCarryOutAsync(call, carryOut, store, whoeverWaits);
        }
        catch (Exception exception)
        {
            outcome = InternalError.Create(out var errorId);
            CallLog.IdempotentCallFailed(logger, exception, errorId);
        }

        // Whoever asks again once it is answered asks the store.
        _underWay.TryRemove(call.Key, out _);
        whoeverWaits.TrySetResult(outcome);
    }

    private async Task<Result<ReadOnlyMemory<byte>>> FindOrCarryOutAsync(
        IdempotentCall call, Func<Task<CallAnswer>> carryOut, ICallResultStore store, TaskCompletionSource<Result<ReadOnlyMemory<byte>>> whoeverWaits)
    {
        var window = settings.Current.Calls.ResultWindow;
        CallResult? known;
        try
        {
            known = await store.BeginAsync(call.Key, window + call.Deadline, CancellationToken.None);
        }
        catch (SwitchboardException refusal)
        {
            return refusal.Error;
        }

        if (known is { HasEnded: true })
        {
            return known.Error is { } error ? error : known.Data;
        }

        if (known is not null && !call.IsIdempotent)
        {
            return ErrorCodes.WorkerLost;
        }

        var answer = await carryOut();
        await KeepAsync(call, answer, store, window, whoeverWaits);
        return answer.Outcome;
    }

    /// <summary>Keeps what a call came to. While the store is away its caller is answered, and who asks again finds it here.</summary>
    private async Task KeepAsync(
        IdempotentCall call, CallAnswer answer, ICallResultStore store, TimeSpan window, TaskCompletionSource<Result<ReadOnlyMemory<byte>>> whoeverWaits)
    {
        var begun = time.GetTimestamp();
        while (!await TryKeepAsync(call, answer, store, window) && time.GetElapsedTime(begun) < window)
        {
            whoeverWaits.TrySetResult(answer.Outcome);
            try
            {
                await Task.Delay(_retryInterval, time, _stopping.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task<bool> TryKeepAsync(IdempotentCall call, CallAnswer answer, ICallResultStore store, TimeSpan window)
    {
        try
        {
            await (IsFinal(call, answer)
                ? store.EndAsync(call.Key, ResultOf(answer.Outcome), window, CancellationToken.None)
                : store.ForgetAsync(call.Key, CancellationToken.None));
            return true;
        }
        catch (SwitchboardException exception)
        {
            CallLog.ResultNotKept(logger, exception, _retryInterval.TotalSeconds);
            return false;
        }
    }

    // What nobody was given had no effect; what may be carried out twice is, where nobody knows what became of it.
    private static bool IsFinal(IdempotentCall call, in CallAnswer answer)
        => answer.WasGiven && answer.Outcome.Close is null
            && !(call.IsIdempotent && answer.Outcome.Error is { } error
                && (error == ErrorCodes.DeadlineExceeded || CallLoss.IsOne(error) || error == ErrorCodes.Cancelled));

    private static CallResult ResultOf(in Result<ReadOnlyMemory<byte>> outcome) => new() { HasEnded = true, Error = outcome.Error, Data = outcome.Value };
}

/// <summary>A call that is to take effect once.</summary>
/// <param name="Key">The key, its caller and the method, in one text.</param>
/// <param name="Namespace">The method's namespace.</param>
/// <param name="Deadline">How long its caller waits.</param>
/// <param name="IsIdempotent">Whether it does no harm to carry the call out twice.</param>
internal sealed record IdempotentCall(string Key, NamespaceSettings Namespace, TimeSpan Deadline, bool IsIdempotent);
