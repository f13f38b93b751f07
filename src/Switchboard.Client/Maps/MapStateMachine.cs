using Switchboard.Client.Connections;
using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Subscriptions;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Maps;

/// <summary>The state of a map subscription over all sessions: it takes in all entries page by page, or the changes since it was last there, and stays live.</summary>
/// <remarks>
/// Entries that are read anew are collected beside those that are there, and take their place when the hub goes live: the differences are the
/// changes. So the entries are those of some moment at any time, and whoever follows the changes misses none, whatever happens in between.
/// </remarks>
internal sealed class MapStateMachine(string channel, MapSubscriptionOptions options, ClientContext context)
    : SubscriptionStateMachine(channel, new SubscriptionOptions { GetToken = options.GetToken, Data = options.Data, Delta = options.Delta }, context)
{
    private readonly TagFilter? _filter = options.Filter;
    private readonly MapOrder _order = options.Order;
    private readonly int _pageSize = options.PageSize;
    private readonly int _type = SubscriptionType.Map + (int)options.Kind;

    // The position that Entries are at; null where there is none.
    private Position? _position;

    // What is read anew, and the position that it is at; null where changes are asked for alone.
    private Dictionary<string, Publication>? _arriving;
    private Position _arrivingPosition;
    private string _cursor = "";
    private bool _hasAllPages;

    // What cannot be read of the change that is being handled. It is told of when that is done, and so once, however often handlers fail at it.
    private HandlerFailedEventArgs? _passedOver;

    public MapEntries Entries { get; } = new(options.Order);

    public EventHandler<MapChangedEventArgs>? Changed { get; set; }

    public EventHandler<MapSynchronizedEventArgs>? Synchronized { get; set; }

    private Func<MapEntryChange, CancellationToken, ValueTask>? ChangeHandler { get; set; }

    public Position? Position
    {
        get
        {
            lock (Gate)
            {
                return _position;
            }
        }
    }

    protected override Position? ReceivedPositionLocked => _position;

    public void SetHandler(Func<MapEntryChange, CancellationToken, ValueTask> handler)
    {
        lock (Gate)
        {
            ChangeHandler = ChangeHandler is null ? handler : throw new InvalidOperationException($"There is a handler for {Channel} already.");
        }

        StartPump();
    }

    /// <summary>The handler of the change that is being handled cannot be given an entry.</summary>
    public void PassOver(Publication entry, Exception error) => _passedOver = new HandlerFailedEventArgs(Channel, entry, error, attempt: 1, Timeout.InfiniteTimeSpan);

    /// <summary>Starts to call handlers, first with the entries that are there.</summary>
    public override void StartPump()
    {
        lock (Gate)
        {
            if (Deliveries.HasConsumer)
            {
                return;
            }

            foreach (var entry in Entries.Snapshot)
            {
                Deliveries.Buffer.Add(new ChannelDelivery(Channel, entry, Position: null));
            }

            base.StartPump();
        }
    }

    public override async ValueTask HandleAsync(string name, Publication publication, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Start("receive", Channel);
        var change = MapEntryChange.Of(publication);
        if (ChangeHandler is { } handler)
        {
            await handler(change, cancellationToken).ConfigureAwait(false);
        }

        Changed?.Invoke(Events.Sender, new MapChangedEventArgs(Channel, change));
    }

    public override void OnHandled(ChannelDelivery delivery)
    {
        base.OnHandled(delivery);
        if (_passedOver is { } passedOver)
        {
            _passedOver = null;
            PostPassedOver(passedOver);
        }

        if (delivery is SynchronizedDelivery { Args: var args })
        {
            PostSynchronized(args);
        }
    }

    protected override void BeginLocked()
    {
        _arriving = CanRecoverLocked && _position is not null ? null : new(StringComparer.Ordinal);
        (_arrivingPosition, _cursor, _hasAllPages) = (default, "", false);
    }

    protected override SubscribeCommand CreateCommandLocked()
    {
        var wantsState = _arriving is not null && !_hasAllPages;
        var position = _arriving is null ? _position!.Value : _arrivingPosition;
        return base.CreateCommandLocked() with
        {
            Recover = _arriving is null,
            Offset = position.Offset,
            Epoch = position.Epoch ?? "",
            Type = _type,
            Phase = wantsState ? MapPhase.State : MapPhase.Stream,
            Cursor = wantsState ? _cursor : "",
            Limit = _pageSize,
            Ascending = _order == MapOrder.LowestScoreFirst,
            Filter = _filter,
        };
    }

    protected override bool IsAcceptedLocked(SubscribeReply reply)
    {
        switch (reply.Phase)
        {
            case MapPhase.State:
                TakeEntriesLocked(reply);
                return false;
            case MapPhase.Stream:
                TakeChangesLocked(reply);
                return false;
            default:
                return true;
        }
    }

    protected override bool MayTryAgainLocked(ErrorCode error)
    {
        if (error.Code != ErrorCodes.UnrecoverablePosition.Code)
        {
            return base.MayTryAgainLocked(error);
        }

        // The changes since the position are no longer there, be it that of the entries that are there or of those that are being read.
        CanRecoverLocked = false;
        return true;
    }

    protected override Task WaitForNextStepAsync(Session session)
        => _arriving is null ? WaitWhileActiveAsync(session, Deliveries.WaitForCapacityAsync) : Task.CompletedTask;

    protected override void AddRecoveredLocked(SubscribeReply reply)
    {
        TakeEntriesLocked(reply);
        TakeChangesLocked(reply);
        if (_arriving is { } arrived)
        {
            _arriving = null;
            foreach (var change in Entries.Replace(arrived))
            {
                DeliverLocked(change);
            }
        }

        _position = PositionOf(reply);
    }

    protected override void AnnounceLocked(SubscribedEventArgs args)
    {
        var synchronized = new MapSynchronizedEventArgs(Channel)
        {
            WasRecovered = args.WasRecovered,
            Count = Entries.Count,
            Position = args.Position,
            Data = args.Data,
        };
        if (Deliveries.HasConsumer)
        {
            Deliveries.Buffer.Add(new SynchronizedDelivery(Channel, synchronized));
        }
        else
        {
            PostSynchronized(synchronized);
        }
    }

    protected override ReadOnlyMemory<byte> PayloadBeforeLocked(Publication publication)
        => publication.Key is { } key && Entries.Find(key) is { } before ? before.Data : default;

    protected override bool TryAddLocked(Publication publication)
    {
        var epoch = _position?.Epoch ?? "";
        if (publication.Key is null || IsReceived(publication, _position, epoch))
        {
            return true;
        }

        // What is added under the lock here alone finds the room still there.
        if (Deliveries.HasConsumer && !Deliveries.Buffer.HasCapacity)
        {
            return false;
        }

        ApplyLocked(publication, epoch);
        _position = publication.HasPosition && epoch.Length > 0 ? new Position(publication.Offset, epoch) : _position;
        return true;
    }

    /// <summary>Keeps what was received: it is in the entries, and a change that was dropped would never come again.</summary>
    protected override void DropUnhandledLocked()
    {
    }

    private static Position? PositionOf(SubscribeReply reply) => reply.Epoch.Length > 0 ? new Position(reply.Offset, reply.Epoch) : null;

    private void TakeEntriesLocked(SubscribeReply reply)
    {
        foreach (var entry in reply.State)
        {
            if (_arriving is not null && entry.Key is { } key)
            {
                _arriving[key] = entry with { Epoch = reply.Epoch };
            }
        }

        _arrivingPosition = PositionOf(reply) ?? _arrivingPosition;
        _cursor = reply.Cursor;
        _hasAllPages = reply.Cursor.Length == 0;
    }

    private void TakeChangesLocked(SubscribeReply reply)
    {
        foreach (var change in reply.Publications)
        {
            if (change.Key is null)
            {
                continue;
            }

            if (_arriving is not null)
            {
                MapEntries.Put(_arriving, change with { Epoch = reply.Epoch });
            }
            else if (!IsReceived(change, _position, reply.Epoch))
            {
                ApplyLocked(change, reply.Epoch);
            }
        }

        if (_arriving is not null)
        {
            _arrivingPosition = PositionOf(reply) ?? _arrivingPosition;
        }
        else
        {
            _position = PositionOf(reply) ?? _position;
        }
    }

    private void ApplyLocked(Publication publication, string epoch)
    {
        if (Entries.Apply(publication with { Epoch = publication.HasPosition ? epoch : "" }) is { } change)
        {
            DeliverLocked(change);
        }
    }

    private void DeliverLocked(Publication change)
    {
        if (Deliveries.HasConsumer)
        {
            Deliveries.Buffer.Add(new ChannelDelivery(Channel, change, Position: null));
        }
    }

    private void PostPassedOver(HandlerFailedEventArgs args)
    {
        ClientLog.EntryPassedOver(Context.Logger, args.Error, args.Channel, args.Publication.Key!);
        Context.Metrics.HandlerFailures.Add(1);
        Context.Events.Post(nameof(Events.HandlerFailed), () => Events.HandlerFailed?.Invoke(Events.Sender, args));
    }

    private void PostSynchronized(MapSynchronizedEventArgs args) => Context.Events.Post(nameof(Synchronized), () => Synchronized?.Invoke(Events.Sender, args));
}
