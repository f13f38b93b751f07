using Microsoft.Extensions.Logging;
using Switchboard.Client.Concurrency;
using Switchboard.Client.Outbox.Storage;

namespace Switchboard.Client.Outbox;

/// <summary>Sends what is stored, in order, and stores what became of it.</summary>
internal sealed class OutboxSender(
    OutboxStore store, IOutboxConnectionSource connections, OutboxOptions options, ReentrancyGuard reentrancy, TimeProvider time, OutboxNotifier notifier, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan _minExpiryPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _maxExpiryPeriod = TimeSpan.FromMinutes(1);

    // How long disposal waits for what is under way: an item whose acknowledgement is not stored is sent again.
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoning = new(Timeout.InfiniteTimeSpan, time);
    private readonly Backoff _backoff = new(options.RetryDelay, options.MaxRetryDelay);
    private readonly Lock _lock = new();
    private Task _loops = Task.CompletedTask;
    private bool _hasStarted;

    /// <summary>Starts, unless it was started before.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_hasStarted && !_stopping.IsCancellationRequested)
            {
                _hasStarted = true;
                _loops = Task.WhenAll(RepeatAsync(SendNextAsync), RepeatAsync(ExpireNextAsync));
            }
        }
    }

    /// <summary>Stops. What was sent and not acknowledged is sent again by the next outbox that opens the file.</summary>
    public async ValueTask DisposeAsync()
    {
        Task loops;
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            loops = _loops;
            _stopping.Cancel();
            _abandoning.CancelAfter(_stopTimeout);
        }

        await loops.ConfigureAwait(false);
        _stopping.Dispose();
        _abandoning.Dispose();
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> step)
    {
        var stopping = _stopping.Token;
        await Task.Yield();
        reentrancy.Enter();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await step(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The loop ends.
            }
            catch (Exception exception)
            {
                OutboxLog.DeliveryFailed(logger, exception, options.Path);
                await DelayAsync(options.MaxRetryDelay, stopping).ConfigureAwait(false);
            }
        }
    }

    // One batch at a time, on one connection: the next one is read only when every result of this one is stored. So what has to be sent again
    // is the oldest in the file, and goes before anything newer. Only items of the same batch can have passed it, where the hub answered it with
    // a temporary error and them with none.
    private async Task SendNextAsync(CancellationToken stopping)
    {
        var changed = notifier.Changed.Next;
        if (store.Totals.Items == 0)
        {
            await changed.WaitAsync(stopping).ConfigureAwait(false);
            return;
        }

        var connection = await connections.GetConnectionAsync(stopping).ConfigureAwait(false);
        var (items, expired) = await store.ReadNextAsync(options.MaxInFlight).ConfigureAwait(false);
        notifier.NotifyLost(expired);
        var settlement = OutboxSettlement.Of(items, await SendAsync(connection, items).ConfigureAwait(false), options.MaxAttempts);
        await store.SettleAsync(settlement).ConfigureAwait(false);
        notifier.NotifySettled(settlement);
        if (settlement.IsIncomplete)
        {
            await DelayAsync(_backoff.GetDelay(settlement.Retry is { } retry ? retry.Attempts - 1 : 0), stopping).ConfigureAwait(false);
        }
    }

    private async Task ExpireNextAsync(CancellationToken stopping)
    {
        var period = TimeSpan.FromTicks(Math.Clamp(options.MaxAge.Ticks / 20, _minExpiryPeriod.Ticks, _maxExpiryPeriod.Ticks));
        await Task.Delay(options.MaxAge == Timeout.InfiniteTimeSpan ? options.MaxAge : period, time, stopping).ConfigureAwait(false);
        if (store.Totals.Items > 0)
        {
            notifier.NotifyLost(await store.ExpireAsync().ConfigureAwait(false));
        }
    }

    private async Task<OutboxSendResult[]> SendAsync(IOutboxConnection connection, IReadOnlyList<OutboxItem> items)
    {
        using var timeout = new CancellationTokenSource(options.AcknowledgementTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _abandoning.Token);
        var sending = new List<Task<OutboxSendResult>>(items.Count);
        foreach (var item in items)
        {
            var task = connection.SendAsync(item, either.Token);
            sending.Add(task);

            // The connection is gone. It never takes a later item either, but there is no need to try.
            if (task.IsCompletedSuccessfully && task.Result.Status == OutboxSendStatus.NotSent)
            {
                break;
            }
        }

        // Items without a task are left at the default, which is NotSent.
        var results = new OutboxSendResult[items.Count];
        for (var i = 0; i < sending.Count; i++)
        {
            results[i] = await GetResultAsync(sending[i]).ConfigureAwait(false);

            // The hub answers in order, so the timeout is for the next acknowledgement, however many items were sent.
            timeout.CancelAfter(options.AcknowledgementTimeout);
        }

        // Abandoned by disposal: what is unanswered for that reason must not be stored as an attempt.
        _abandoning.Token.ThrowIfCancellationRequested();
        return results;
    }

    private static async Task<OutboxSendResult> GetResultAsync(Task<OutboxSendResult> sending)
    {
        try
        {
            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return OutboxSendResult.Unanswered;
        }
    }

    private async Task DelayAsync(TimeSpan delay, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(delay, time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop ends.
        }
    }
}
