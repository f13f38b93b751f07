namespace Switchboard.Client.Delivery;

/// <summary>Hands deliveries to a handler, one after the other. What a handler fails at is handed over again, after a pause, until it succeeds.</summary>
internal sealed class DeliveryPump(DeliveryBuffer buffer, IDeliveryTarget target, OwnWork ownWork, Backoff backoff, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Task? _loop;

    /// <summary>Begins, unless it has begun.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (!_stop.IsCancellationRequested)
            {
                _loop ??= RunAsync();
            }
        }
    }

    /// <summary>Stops: cancels the handler and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_gate)
        {
            _stop.Cancel();
            loop = _loop;
        }

        if (loop is not null)
        {
            await loop.ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        ownWork.Enter();
        try
        {
            while (true)
            {
                await PumpAsync().ConfigureAwait(false);
                await buffer.ReopenedAsync(_stop.Token).ConfigureAwait(false);
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
            await HandAsync(delivery).ConfigureAwait(false);
            target.OnHandled(delivery);
            buffer.Remove(delivery);
        }
    }

    private async Task HandAsync(ChannelDelivery delivery)
    {
        for (var attempt = 0; delivery.Publication is not null; attempt++)
        {
            try
            {
                await target.HandleAsync(delivery.Channel, delivery.Publication, _stop.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                var delay = backoff.DelayOf(attempt);
                target.OnHandlerFailed(delivery.Channel, delivery.Publication, exception, attempt + 1, delay);
                await Task.Delay(delay, time, _stop.Token).ConfigureAwait(false);
            }
        }
    }
}
