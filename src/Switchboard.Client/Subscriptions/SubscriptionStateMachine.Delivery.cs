using Switchboard.Client.Delivery;

namespace Switchboard.Client.Subscriptions;

/// <content>The delivery of publications to handlers or a reader.</content>
internal partial class SubscriptionStateMachine : IDeliveryHandler
{
    public void SetHandler(Func<Publication, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            if (Events.Handler is not null)
            {
                throw new InvalidOperationException($"There is a handler for {channel} already.");
            }

            _deliveries.ThrowIfReading();
            Events.Handler = (_, publication, cancellationToken) => handler(publication, cancellationToken);
        }

        StartPump();
    }

    /// <summary>Starts to call handlers.</summary>
    public virtual void StartPump() => _deliveries.StartPump(this);

    /// <summary>Starts to subscribe, for a reader.</summary>
    public DeliveryReader StartReading()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal.IsCancellationRequested, typeof(Subscription));
            var reader = _deliveries.StartReading(this);
            StartLocked();
            return reader;
        }
    }

    /// <summary>Throws if the hub ended the subscription.</summary>
    public void ThrowIfEnded()
    {
        if (_deliveries.Buffer.Error is { } error)
        {
            throw error;
        }
    }

    public virtual ValueTask HandleAsync(string name, Publication publication, CancellationToken cancellationToken)
        => Events.RaiseReceivedAsync(channel, publication, cancellationToken);

    public virtual void OnHandled(ChannelDelivery delivery)
    {
        if (delivery.Publication is not null)
        {
            context.Metrics.Publications.Add(1);
        }

        lock (_gate)
        {
            _handledPosition = delivery.Position ?? _handledPosition;
        }
    }

    public void OnHandlerFailed(HandlerFailedEventArgs failure) => Events.PostHandlerFailed(failure);
}
