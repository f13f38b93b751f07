using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Delivery;

/// <summary>Passes deliveries to a handler, one after the other. One whose handler throws is retried, after a backoff, until it succeeds.</summary>
internal sealed class DeliveryPump(DeliveryBuffer buffer, IDeliveryHandler handler, ReentrancyGuard reentrancy, Backoff backoff, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = RunAsync();

    /// <summary>Cancels the handler and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        reentrancy.Enter();
        try
        {
            while (true)
            {
                await PumpAsync().ConfigureAwait(false);
                await buffer.WaitUntilReopenedAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed of.
        }
    }

    private async Task PumpAsync()
    {
        while (await buffer.PeekAsync(_stop.Token).ConfigureAwait(false) is { } delivery)
        {
            await HandleAsync(delivery).ConfigureAwait(false);
            handler.OnHandled(delivery);
            buffer.Remove(delivery);
        }
    }

    private async Task HandleAsync(ChannelDelivery delivery)
    {
        for (var attempt = 0; delivery.Publication is not null; attempt++)
        {
            try
            {
                await handler.HandleAsync(delivery.Channel, delivery.Publication, _stop.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                var delay = backoff.GetDelay(attempt);
                handler.OnHandlerFailed(new HandlerFailedEventArgs(delivery.Channel, delivery.Publication, exception, attempt + 1, delay));
                await Task.Delay(delay, time, _stop.Token).ConfigureAwait(false);
            }
        }
    }
}
