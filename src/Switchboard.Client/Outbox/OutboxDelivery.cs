using Microsoft.Extensions.Logging;
using Switchboard.Client.Outbox.Storage;

namespace Switchboard.Client.Outbox;

/// <summary>Sends what waits, in order, and writes down what became of it.</summary>
internal sealed class OutboxDelivery(
    OutboxStore store, IOutboxSender sender, OutboxOptions options, OwnWork ownWork, TimeProvider time, OutboxNotifier notifier, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan _shortestExpiryPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestExpiryPeriod = TimeSpan.FromMinutes(1);

    // What is on its way when the delivery ends: an acknowledgement that is not noted has the item sent again.
    private static readonly TimeSpan _lastWait = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoning = new(Timeout.InfiniteTimeSpan, time);
    private readonly Lock _lock = new();
    private Task _work = Task.CompletedTask;
    private bool _hasStarted;

    /// <summary>Begins, if it has not begun.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_hasStarted && !_stopping.IsCancellationRequested)
            {
                _hasStarted = true;
                _work = Task.WhenAll(RepeatAsync(DeliverNextAsync), RepeatAsync(ExpireNextAsync));
            }
        }
    }

    /// <summary>Ends. What was sent and not acknowledged is sent again by the next one that opens the file.</summary>
    public async ValueTask DisposeAsync()
    {
        Task work;
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            work = _work;
            _stopping.Cancel();
            _abandoning.CancelAfter(_lastWait);
        }

        await work.ConfigureAwait(false);
        _stopping.Dispose();
        _abandoning.Dispose();
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> step)
    {
        var stopping = _stopping.Token;
        await Task.Yield();
        ownWork.Enter();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await step(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The loop sees it.
            }
            catch (Exception exception)
            {
                OutboxLog.DeliveryFailed(logger, exception, options.Path);
                await PauseAsync(options.MaxRetryDelay, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task DeliverNextAsync(CancellationToken stopping)
    {
        var changed = notifier.Changed.Next;
        if (store.Totals.Items == 0)
        {
            await changed.WaitAsync(stopping).ConfigureAwait(false);
            return;
        }

        var connection = await sender.WaitUntilReadyAsync(stopping).ConfigureAwait(false);
        var (items, expired) = await store.ReadNextAsync(options.MaxInFlight).ConfigureAwait(false);
        notifier.Lost(expired);
        var settlement = OutboxSettlement.Of(items, await SendAsync(connection, items).ConfigureAwait(false), options.MaxAttempts);
        await store.SettleAsync(settlement).ConfigureAwait(false);
        notifier.Settled(settlement);
        if (settlement.IsIncomplete)
        {
            await PauseAsync(OutboxBackoff.After(settlement.TriedInVain?.Attempts ?? 1, options), stopping).ConfigureAwait(false);
        }
    }

    private async Task ExpireNextAsync(CancellationToken stopping)
    {
        var period = TimeSpan.FromTicks(Math.Clamp(options.MaxAge.Ticks / 20, _shortestExpiryPeriod.Ticks, _longestExpiryPeriod.Ticks));
        await Task.Delay(options.MaxAge == Timeout.InfiniteTimeSpan ? options.MaxAge : period, time, stopping).ConfigureAwait(false);
        if (store.Totals.Items > 0)
        {
            notifier.Lost(await store.ExpireAsync().ConfigureAwait(false));
        }
    }

    private async Task<OutboxReply[]> SendAsync(IOutboxConnection connection, IReadOnlyList<OutboxItem> items)
    {
        using var timeout = new CancellationTokenSource(options.AcknowledgementTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _abandoning.Token);
        var sending = new List<Task<OutboxReply>>(items.Count);
        foreach (var item in items)
        {
            var task = connection.SendAsync(item, either.Token);
            sending.Add(task);
            if (task.IsCompletedSuccessfully && task.Result.Kind == OutboxReplyKind.NotSent)
            {
                break;
            }
        }

        var replies = new OutboxReply[items.Count];
        for (var i = 0; i < sending.Count; i++)
        {
            replies[i] = await ReplyOfAsync(sending[i]).ConfigureAwait(false);

            // The hub takes them one after the other: the time is for the next one, however many there are.
            timeout.CancelAfter(options.AcknowledgementTimeout);
        }

        _abandoning.Token.ThrowIfCancellationRequested();
        return replies;
    }

    private static async Task<OutboxReply> ReplyOfAsync(Task<OutboxReply> sending)
    {
        try
        {
            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return OutboxReply.Lost;
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(pause, time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
