using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client.Subscriptions;

/// <content>Handing publications to the application: to handlers by a pump, or to a reader.</content>
internal sealed partial class SubscriptionMachine : IDeliveryTarget
{
    private DeliveryPump? _pump;
    private bool _isBeingRead;

    /// <summary>Sets the handler.</summary>
    public void SetHandler(Func<Publication, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            if (Events.Handler is not null)
            {
                throw new InvalidOperationException($"There is a handler for {channel} already.");
            }

            ThrowIfReadLocked();
            Events.Handler = handler;
        }

        StartPump();
    }

    /// <summary>Begins to hand publications to the handlers.</summary>
    public void StartPump()
    {
        lock (_gate)
        {
            ThrowIfReadLocked();
            if (!_disposal.IsCancellationRequested)
            {
                _pump ??= new DeliveryPump(_buffer, this, context.OwnWork, context.Settings.Backoff, context.Settings.Time);
                _pump.Start();
            }
        }
    }

    /// <summary>Wants the subscription, for a reader; disposing of the result ends the reading.</summary>
    public IDisposable BeginReading()
    {
        lock (_gate)
        {
            ThrowIfReadLocked();
            if (_pump is not null)
            {
                throw new InvalidOperationException($"The publications of {channel} go to its handlers.");
            }

            WantLocked();
            _isBeingRead = true;
            return new Reading(this);
        }
    }

    public ValueTask<ChannelDelivery?> PeekAsync(CancellationToken cancellationToken) => _buffer.PeekAsync(_disposal.Token, cancellationToken);

    /// <summary>The reader has handled a delivery.</summary>
    public void Complete(ChannelDelivery delivery)
    {
        OnHandled(delivery);
        _buffer.Remove(delivery);
    }

    /// <summary>Throws if the hub ended the subscription.</summary>
    public void ThrowIfEnded()
    {
        if (_buffer.Error is { } error)
        {
            throw error;
        }
    }

    public async ValueTask HandleAsync(string name, Publication publication, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Begin("receive", channel);
        if (Events.Handler is { } handler)
        {
            await handler(publication, cancellationToken).ConfigureAwait(false);
        }

        Events.Received?.Invoke(Sender, new PublicationEventArgs(channel, publication));
    }

    public void OnHandled(ChannelDelivery delivery)
    {
        if (delivery.Publication is not null)
        {
            context.Metrics.Publications.Add(1);
        }

        lock (_gate)
        {
            _handled = delivery.Position ?? _handled;
        }
    }

    public void OnHandlerFailed(string name, Publication publication, Exception exception, int attempt, TimeSpan delay)
    {
        ClientLog.HandlerFailed(context.Logger, exception, channel, delay.TotalMilliseconds);
        context.Metrics.HandlerFailures.Add(1);
        var args = new HandlerFailedEventArgs(channel, publication, exception, attempt, delay);
        context.Events.Post(nameof(Subscription.HandlerFailed), () => Events.HandlerFailed?.Invoke(Sender, args));
    }

    private async ValueTask DisposePumpAsync()
    {
        DeliveryPump? pump;
        lock (_gate)
        {
            pump = _pump;
        }

        if (pump is not null)
        {
            await pump.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void ThrowIfReadLocked()
    {
        if (_isBeingRead)
        {
            throw new InvalidOperationException($"The publications of {channel} are being read.");
        }
    }

    private sealed class Reading(SubscriptionMachine machine) : IDisposable
    {
        public void Dispose()
        {
            lock (machine._gate)
            {
                machine._isBeingRead = false;
            }
        }
    }
}
