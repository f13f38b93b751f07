using Switchboard.Client.Connections;
using Switchboard.Client.Delivery;
using Switchboard.Client.Inbox;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <summary>The channels that the hub subscribed the client to, their positions, and the delivery of what was published in them.</summary>
internal sealed class ServerSubscriptionManager(ClientContext context, InboxReceiver inbox) : IDeliveryHandler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Position?> _receivedPositions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position?> _handledPositions = new(StringComparer.Ordinal);
    private readonly DeliveryDispatcher _deliveries = new("publications of server-side subscriptions", context);

    public SubscriptionEvents Events { get; } = new(context);

    public EventHandler<ServerUnsubscribedEventArgs>? Unsubscribed { get; set; }

    /// <summary>What the connect command asks to recover: what comes after the positions that were received.</summary>
    public IReadOnlyDictionary<string, SubscribeCommand> RecoveryPositions
    {
        get
        {
            lock (_gate)
            {
                return _receivedPositions.Where(entry => entry.Value is not null).ToDictionary(
                    entry => entry.Key,
                    entry => new SubscribeCommand(0, "") { Recover = true, Epoch = entry.Value!.Value.Epoch, Offset = entry.Value.Value.Offset },
                    StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyCollection<string> Channels
    {
        get
        {
            lock (_gate)
            {
                return [.. _receivedPositions.Keys];
            }
        }
    }

    /// <summary>The position up to which a channel was handled.</summary>
    public Position? HandledPositionOf(string channel)
    {
        lock (_gate)
        {
            return _handledPositions.GetValueOrDefault(channel);
        }
    }

    /// <summary>Waits until enough was handled to connect again.</summary>
    public async Task WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        await _deliveries.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
        await inbox.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
    }

    public void SetHandler(Func<string, Publication, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            Events.Handler = Events.Handler is null ? handler : throw new InvalidOperationException("There is a handler of server-side subscriptions already.");
        }

        StartPump();
    }

    public void StartPump() => _deliveries.StartPump(this);

    public void OnConnected(ConnectReply reply)
    {
        lock (_gate)
        {
            foreach (var channel in _receivedPositions.Keys.Where(channel => reply.Subscriptions?.ContainsKey(channel) != true).ToArray())
            {
                RemoveLocked(channel, code: null);
            }

            foreach (var (channel, subscription) in reply.Subscriptions ?? new Dictionary<string, SubscribeReply>(StringComparer.Ordinal))
            {
                OnSubscribedLocked(channel, subscription);
            }
        }
    }

    /// <summary>Handles a push; false where it is for a channel that the hub did not subscribe the client to.</summary>
    public bool TryHandlePush(Session session, CentrifugePush push)
    {
        lock (_gate)
        {
            if (push is SubscribePush subscribe)
            {
                var (offset, epoch) = subscribe.Position;
                OnSubscribedLocked(push.Channel, new SubscribeReply { Recoverable = subscribe.Recoverable, Offset = offset, Epoch = epoch ?? "", Data = subscribe.Data });
                return true;
            }

            if (!_receivedPositions.ContainsKey(push.Channel))
            {
                return false;
            }

            HandlePushLocked(session, push);
            return true;
        }
    }

    public ValueTask HandleAsync(string channel, Publication publication, CancellationToken cancellationToken)
        => Events.RaiseReceivedAsync(channel, publication, cancellationToken);

    public void OnHandled(ChannelDelivery delivery)
    {
        context.Metrics.Publications.Add(1);
        lock (_gate)
        {
            if (_receivedPositions.ContainsKey(delivery.Channel))
            {
                _handledPositions[delivery.Channel] = delivery.Position ?? _handledPositions.GetValueOrDefault(delivery.Channel);
            }
        }
    }

    public void OnHandlerFailed(HandlerFailedEventArgs failure) => Events.PostHandlerFailed(failure);

    public ValueTask DisposeAsync() => _deliveries.DisposeAsync();

    private void HandlePushLocked(Session session, CentrifugePush push)
    {
        switch (push)
        {
            case PublicationPush publication:
                OnPublicationLocked(session, push.Channel, publication.Publication);
                break;
            case JoinPush join:
                Events.PostJoined(join);
                break;
            case LeavePush leave:
                Events.PostLeft(leave);
                break;
            case UnsubscribePush unsubscribe:
                RemoveLocked(push.Channel, unsubscribe.Code);
                break;
        }
    }

    private void OnSubscribedLocked(string channel, SubscribeReply reply)
    {
        var wasSubscribed = _receivedPositions.TryGetValue(channel, out var received);
        var args = SubscribedEventArgs.From(channel, reply, wasSubscribed);
        var knownOffset = received is { } position && reply.Recovered && position.Epoch == reply.Epoch ? position.Offset : 0;
        foreach (var publication in reply.Publications.Where(publication => !publication.HasPosition || publication.Offset > knownOffset))
        {
            TryEnqueueLocked(channel, publication, reply.Epoch, mayRefuse: false);
        }

        Position? end = reply.Epoch.Length > 0 ? reply.EndPosition : null;
        _receivedPositions[channel] = reply.Recoverable ? end : null;
        if (!_deliveries.HasConsumer)
        {
            _handledPositions[channel] = end;
        }
        else if (!wasSubscribed)
        {
            // What was missed waits for the handler.
            _handledPositions[channel] = args.Position;
        }

        Events.PostSubscribed(args);
    }

    private void OnPublicationLocked(Session session, string channel, Publication publication)
    {
        var received = _receivedPositions[channel];
        if (publication.HasPosition && received is { } position && publication.Offset <= position.Offset)
        {
            return;
        }

        var epoch = received?.Epoch ?? "";
        if (!TryEnqueueLocked(channel, publication, epoch, mayRefuse: true))
        {
            // The received position stays where it is, so that the next connection recovers this publication.
            Events.ReportBufferFull(channel);
            session.End(new SessionEnd(ConnectionChangeReason.BufferFull));
            return;
        }

        if (publication.HasPosition && epoch.Length > 0)
        {
            _receivedPositions[channel] = new Position(publication.Offset, epoch);
        }
    }

    // The inbox first: where the other buffer is full the publication comes again, and the inbox knows by its id that it has it.
    private bool TryEnqueueLocked(string channel, Publication publication, string epoch, bool mayRefuse)
    {
        if (InboxNames.IsInbox(channel) && !inbox.TryReceive(channel, publication, mayRefuse))
        {
            return false;
        }

        // Without a handler, publications are not kept.
        if (!_deliveries.HasConsumer)
        {
            return true;
        }

        var delivery = ChannelDelivery.Of(channel, publication, epoch);
        if (mayRefuse)
        {
            return _deliveries.Buffer.TryAdd(delivery);
        }

        _deliveries.Buffer.Add(delivery);
        return true;
    }

    private void RemoveLocked(string channel, UnsubscribeCode? code)
    {
        _receivedPositions.Remove(channel);
        _handledPositions.Remove(channel);
        var args = new ServerUnsubscribedEventArgs(channel, code);
        context.Events.Post(nameof(Unsubscribed), () => Unsubscribed?.Invoke(Events.Sender, args));
    }
}
