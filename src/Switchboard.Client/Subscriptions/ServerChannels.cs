using Switchboard.Client.Connections;
using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Inbox;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <summary>The channels that the hub subscribed the client to, their positions, and what they published. Told on the thread that reads.</summary>
internal sealed class ServerChannels(ClientContext context, InboxReceiver inbox) : IDeliveryTarget, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Position?> _received = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position?> _handled = new(StringComparer.Ordinal);
    private readonly DeliveryBuffer _buffer = new(context.Settings.DeliveryBufferCount);
    private DeliveryPump? _pump;

    public object? Sender { get; set; }

    public SubscriptionEvents Events { get; } = new();

    public EventHandler<ServerUnsubscribedEventArgs>? Unsubscribed { get; set; }

    public Func<string, Publication, CancellationToken, ValueTask>? Handler { get; private set; }

    /// <summary>What to recover, for the connect command.</summary>
    public IReadOnlyDictionary<string, SubscribeCommand> Positions
    {
        get
        {
            lock (_gate)
            {
                return _received.Where(entry => entry.Value is not null).ToDictionary(
                    entry => entry.Key,
                    entry => new SubscribeCommand(0, "") { Recover = true, Epoch = entry.Value!.Value.Epoch, Offset = entry.Value.Value.Offset },
                    StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _received.Keys];
            }
        }
    }

    /// <summary>Up to where a channel was handled.</summary>
    public Position? HandledIn(string channel)
    {
        lock (_gate)
        {
            return _handled.GetValueOrDefault(channel);
        }
    }

    /// <summary>Ends when enough was handled to connect again.</summary>
    public async Task HalfEmptyAsync(CancellationToken cancellationToken)
    {
        await _buffer.HalfEmptyAsync(cancellationToken).ConfigureAwait(false);
        await inbox.HalfEmptyAsync(cancellationToken).ConfigureAwait(false);
    }

    public void SetHandler(Func<string, Publication, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            Handler = Handler is null ? handler : throw new InvalidOperationException("There is a handler of server-side subscriptions already.");
        }

        StartPump();
    }

    public void StartPump()
    {
        lock (_gate)
        {
            _pump ??= new DeliveryPump(_buffer, this, context.OwnWork, context.Settings.Backoff, context.Settings.Time);
            _pump.Start();
        }
    }

    public void OnConnected(ConnectReply reply)
    {
        lock (_gate)
        {
            foreach (var channel in _received.Keys.Where(channel => reply.Subscriptions?.ContainsKey(channel) != true).ToArray())
            {
                RemoveLocked(channel, code: null);
            }

            foreach (var (channel, subscription) in reply.Subscriptions ?? new Dictionary<string, SubscribeReply>(StringComparer.Ordinal))
            {
                TakeSubscriptionLocked(channel, subscription);
            }
        }
    }

    /// <summary>Takes a push in; false where it is about a channel that the hub did not subscribe the client to.</summary>
    public bool TryTake(Session session, CentrifugePush push)
    {
        lock (_gate)
        {
            if (push is SubscribePush subscribe)
            {
                var (offset, epoch) = subscribe.Position;
                TakeSubscriptionLocked(push.Channel, new SubscribeReply { Recoverable = subscribe.Recoverable, Offset = offset, Epoch = epoch ?? "", Data = subscribe.Data });
                return true;
            }

            return _received.ContainsKey(push.Channel) && TakeLocked(session, push);
        }
    }

    public async ValueTask HandleAsync(string channel, Publication publication, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Begin("receive", channel);
        if (Handler is { } handler)
        {
            await handler(channel, publication, cancellationToken).ConfigureAwait(false);
        }

        Events.Received?.Invoke(Sender, new PublicationEventArgs(channel, publication));
    }

    public void OnHandled(ChannelDelivery delivery)
    {
        context.Metrics.Publications.Add(1);
        lock (_gate)
        {
            if (_received.ContainsKey(delivery.Channel))
            {
                _handled[delivery.Channel] = delivery.Position ?? _handled.GetValueOrDefault(delivery.Channel);
            }
        }
    }

    public void OnHandlerFailed(string channel, Publication publication, Exception exception, int attempt, TimeSpan delay)
    {
        ClientLog.HandlerFailed(context.Logger, exception, channel, delay.TotalMilliseconds);
        context.Metrics.HandlerFailures.Add(1);
        var args = new HandlerFailedEventArgs(channel, publication, exception, attempt, delay);
        context.Events.Post(nameof(ServerSubscriptions.HandlerFailed), () => Events.HandlerFailed?.Invoke(Sender, args));
    }

    public async ValueTask DisposeAsync()
    {
        if (_pump is not null)
        {
            await _pump.DisposeAsync().ConfigureAwait(false);
        }
    }

    private bool TakeLocked(Session session, CentrifugePush push)
    {
        var channel = push.Channel;
        switch (push)
        {
            case PublicationPush { Publication: var publication }:
                TakePublicationLocked(session, channel, publication);
                break;
            case JoinPush { Client: var client }:
                context.Events.PostUnlessFull(nameof(ServerSubscriptions.Joined), () => Events.Joined?.Invoke(Sender, new PresenceEventArgs(channel, client)));
                break;
            case LeavePush { Client: var client }:
                context.Events.PostUnlessFull(nameof(ServerSubscriptions.Left), () => Events.Left?.Invoke(Sender, new PresenceEventArgs(channel, client)));
                break;
            case UnsubscribePush { Code: var code }:
                RemoveLocked(channel, code);
                break;
        }

        return true;
    }

    private void TakeSubscriptionLocked(string channel, SubscribeReply reply)
    {
        var wasThere = _received.TryGetValue(channel, out var known);
        var start = reply.Epoch.Length > 0 ? new Position(reply.Offset, reply.Epoch) : (Position?)null;
        foreach (var publication in reply.Publications)
        {
            if (publication.Offset > (known is { } position && reply.Recovered ? position.Offset : 0))
            {
                TakeLocked(channel, publication, reply.Epoch, mayRefuse: false);
            }
        }

        _received[channel] = reply.Recoverable ? start : null;
        if (!wasThere || !Hears)
        {
            _handled[channel] = start;
        }

        var args = new SubscribedEventArgs(channel)
        {
            WasRecovering = reply.WasRecovering,
            WasRecovered = reply.Recovered,
            HasGap = wasThere && !reply.Recovered,
            IsRecoverable = reply.Recoverable,
            Position = start,
            Data = reply.Data,
        };
        context.Events.Post(nameof(ServerSubscriptions.Subscribed), () => Events.Subscribed?.Invoke(Sender, args));
    }

    private void TakePublicationLocked(Session session, string channel, Publication publication)
    {
        var known = _received[channel];
        if (publication.HasPosition && known is { } position && publication.Offset <= position.Offset)
        {
            return;
        }

        var epoch = known?.Epoch ?? "";
        if (!TakeLocked(channel, publication, epoch, mayRefuse: true))
        {
            // The position stays where it is, so that the next connection brings it again.
            ClientLog.BufferFull(context.Logger, channel);
            context.Metrics.BufferFull.Add(1);
            session.End(new SessionEnd(ConnectionChange.BufferFull));
            return;
        }

        if (publication.HasPosition && epoch.Length > 0)
        {
            _received[channel] = new Position(publication.Offset, epoch);
        }
    }

    // The inbox first: it knows what it has had, should the other have no room.
    private bool TakeLocked(string channel, Publication publication, string epoch, bool mayRefuse)
        => (!InboxNames.IsInbox(channel) || inbox.TryTake(channel, publication, mayRefuse)) && (!Hears || AddLocked(channel, publication, epoch, mayRefuse));

    // While nobody listens, what is published passes.
    private bool Hears => _pump is not null;

    private bool AddLocked(string channel, Publication publication, string epoch, bool mayRefuse)
    {
        var hasPosition = publication.HasPosition && epoch.Length > 0;
        var delivery = new ChannelDelivery(
            channel, hasPosition ? publication with { Epoch = epoch } : publication, hasPosition ? new Position(publication.Offset, epoch) : null);
        if (mayRefuse)
        {
            return _buffer.TryAdd(delivery);
        }

        _buffer.Add(delivery);
        return true;
    }

    private void RemoveLocked(string channel, UnsubscribeCode? code)
    {
        _received.Remove(channel);
        _handled.Remove(channel);
        var args = new ServerUnsubscribedEventArgs(channel, code);
        context.Events.Post(nameof(ServerSubscriptions.Unsubscribed), () => Unsubscribed?.Invoke(Sender, args));
    }
}
