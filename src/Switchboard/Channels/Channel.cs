using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Channels;

/// <summary>The subscriptions of one channel on this node, and the one place where publications pass to them in order.</summary>
[DebuggerDisplay("{Name}, {Count} subscriptions")]
internal sealed class Channel(string name)
{
    private readonly Lock _lock = new();
    private Subscription[] _subscriptions = [];
    private int _count;
    private bool _isClosed;
    private long _filterNodes;
    private int _filters;
    private Position? _top;

    // How many subscriptions take deltas. As long as there are any, what passed last is kept.
    private int _deltaReceivers;
    private Publication? _last;

    public string Name { get; } = name;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The nodes of its subscriptions' tag filters: what a publication may have to run, under the lock.</summary>
    public long FilterNodes => Volatile.Read(ref _filterNodes);

    /// <summary>Whether some of those who are subscribed have not asked for everything.</summary>
    public bool HasFilters => Volatile.Read(ref _filters) > 0;

    /// <summary>The newest position that has passed to the subscriptions; null before the first.</summary>
    public Position? Top
    {
        get
        {
            lock (_lock)
            {
                return _top;
            }
        }
    }

    /// <summary>Takes a subscription in, on hold. False where the channel has just been given up: ask the registry again.</summary>
    public bool TryAdd(Subscription subscription)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            if (_count == _subscriptions.Length)
            {
                Array.Resize(ref _subscriptions, Math.Max(1, _count * 2));
            }

            subscription.Index = _count;
            _subscriptions[_count++] = subscription;
            _filterNodes += subscription.Filter?.Size.Nodes ?? 0;
            _filters += subscription.Filter is null ? 0 : 1;
            CountDeltasLocked(subscription, 1);
            return true;
        }
    }

    /// <summary>Lets a subscription go. False where it is not here.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="wasLast">Whether it was the last: the channel is given up then.</param>
    public bool TryRemove(Subscription subscription, out bool wasLast)
    {
        lock (_lock)
        {
            wasLast = false;
            if ((uint)subscription.Index >= (uint)_count || _subscriptions[subscription.Index] != subscription)
            {
                return false;
            }

            var last = _subscriptions[--_count];
            _subscriptions[subscription.Index] = last;
            last.Index = subscription.Index;
            _subscriptions[_count] = null!;
            subscription.Index = -1;
            _filterNodes -= subscription.Filter?.Size.Nodes ?? 0;
            _filters -= subscription.Filter is null ? 0 : 1;
            CountDeltasLocked(subscription, -1);
            wasLast = _isClosed = _count == 0;
            return true;
        }
    }

    /// <summary>Ends a subscription's hold: the client has been told that it starts at a position.</summary>
    public GoLiveResult GoLive(Subscription subscription, Position start)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            if (subscription.Index < 0)
            {
                subscription.NotifyLateEndLocked();
                return GoLiveResult.Ended;
            }

            // The first subscription tells the channel where its stream is, so that a gap before the next publication is seen, too.
            if (start.Epoch.Length > 0)
            {
                _top ??= start;
            }

            // Of what the first subscription that takes deltas has just been given, the next publication can be one.
            _last ??= subscription.Deltas?.Last;
            return subscription.GoLiveLocked(start) ? GoLiveResult.Live : GoLiveResult.Lagging;
        }
    }

    /// <summary>Tells a client that its subscription, which was let go, has ended.</summary>
    public void NotifyEnded(Subscription subscription, UnsubscribeCode code)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            subscription.NotifyEndedLocked(code);
        }
    }

    /// <summary>Sends a join to the subscriptions that receive joins. False where the subscription has gone already.</summary>
    public bool NotifyJoined(Subscription subscription, ClientJoined push)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            if (subscription.Index < 0)
            {
                return false;
            }

            subscription.IsAnnounced = true;
            NotifyLocked(push);
            return true;
        }
    }

    /// <summary>Passes a publication to all subscriptions.</summary>
    /// <returns>How many there are, and those that cannot go on because publications before this one are missing.</returns>
    public (int Receivers, Subscription[] Behind) Deliver(Publication publication)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            // Those that miss something must not see what came after it: their position would pass over the gap.
            var behind = publication.HasPosition ? AdvanceLocked(publication) : [];

            // One push for all: whoever needs its format's frame first encodes it, under this lock, and the others share the bytes.
            // Nothing here waits: a queue that is full closes its connection, which takes itself out of the channel on another thread.
            var push = new PublicationArrived(Name, publication) { Basis = _deltaReceivers == 0 ? null : NextBasisLocked(publication) };
            for (var i = 0; i < _count; i++)
            {
                _subscriptions[i].EnqueueLocked(push);
            }

            return (_count, behind);
        }
    }

    /// <summary>Who is subscribed at this moment.</summary>
    public Connection[] Connections()
    {
        lock (_lock)
        {
            return Array.ConvertAll(_subscriptions.AsSpan(0, _count).ToArray(), static subscription => subscription.Connection);
        }
    }

    /// <summary>Sends a join or a leave to the subscriptions that receive them.</summary>
    public void Notify(Push push)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            NotifyLocked(push);
        }
    }

    /// <summary>Stops passing publications to the positioned subscriptions, and returns them.</summary>
    public Subscription[] MarkLagging()
    {
        lock (_lock)
        {
            // What passed last is no measure any more for those who come back.
            _top = null;
            return MarkLaggingLocked();
        }
    }

    private void NotifyLocked(Push push)
    {
        for (var i = 0; i < _count; i++)
        {
            _subscriptions[i].EnqueueJoinLeaveLocked(push);
        }
    }

    private Subscription[] AdvanceLocked(Publication publication)
    {
        var expected = _top;
        _top = new Position(publication.Offset, publication.Epoch);
        var follows = expected is not { } top || (publication.Epoch == top.Epoch && publication.Offset == top.Offset + 1);
        return follows ? [] : MarkLaggingLocked();
    }

    /// <summary>What the delta of a publication is made of: in a map channel what its entry was, unless that was past its age and not everybody has it; else the publication before.</summary>
    private DeltaBasis? NextBasisLocked(Publication publication)
    {
        var before = publication.Previous;
        if (publication.Key is null)
        {
            before = _last;
            _last = publication;
        }

        return before is not null && DeltaBasis.Fits(before, publication) ? new DeltaBasis(before, publication) : null;
    }

    private void CountDeltasLocked(Subscription subscription, int change)
    {
        if (subscription.Deltas is not null && (_deltaReceivers += change) == 0)
        {
            _last = null;
        }
    }

    private Subscription[] MarkLaggingLocked()
    {
        var behind = PositionedLocked();
        foreach (var subscription in behind)
        {
            subscription.IsLagging = true;
        }

        return behind;
    }

    private Subscription[] PositionedLocked()
        => _subscriptions.AsSpan(0, _count).ToArray().Where(static subscription => subscription.IsPositioned).ToArray();
}

/// <summary>What taking a subscription live came to.</summary>
internal enum GoLiveResult
{
    /// <summary>It receives what comes.</summary>
    Live,

    /// <summary>It has missed something already and must be ended.</summary>
    Lagging,

    /// <summary>It had ended before.</summary>
    Ended,
}

/// <summary>The channels that have subscriptions on this node.</summary>
internal sealed class ChannelRegistry
{
    private readonly ConcurrentDictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    public int Count => _channels.Count;

    /// <summary>The channels of this moment.</summary>
    public IEnumerable<Channel> All => _channels.Values;

    public bool TryGet(string name, [MaybeNullWhen(false)] out Channel channel) => _channels.TryGetValue(name, out channel);

    /// <summary>Adds a subscription, on hold, to its channel, and returns that.</summary>
    public Channel Add(Subscription subscription)
    {
        while (true)
        {
            var channel = _channels.GetOrAdd(subscription.Name, static name => new Channel(name));
            if (channel.TryAdd(subscription))
            {
                return channel;
            }

            // The channel lost its last subscription between the two calls and is being taken out.
            Thread.Yield();
        }
    }

    /// <summary>Removes a subscription from its channel, and returns that; null where it was in none.</summary>
    public Channel? Remove(Subscription subscription)
    {
        // As long as a channel has a subscription, it is the one that is found by its name.
        if (!_channels.TryGetValue(subscription.Name, out var channel) || !channel.TryRemove(subscription, out var wasLast))
        {
            return null;
        }

        if (wasLast)
        {
            // By the pair: a new channel of the same name may have come into its place since it was given up.
            _channels.TryRemove(KeyValuePair.Create(channel.Name, channel));
        }

        return channel;
    }
}
