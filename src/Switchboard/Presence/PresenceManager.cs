using System.Runtime.CompilerServices;
using Switchboard.Bus;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Outbound;

namespace Switchboard.Presence;

/// <summary>Keeps the presence store in step with the subscriptions of this node, and tells of coming and going.</summary>
internal sealed class PresenceManager(IPresenceStore store, PresenceMaps maps, ChannelRegistry channels, NodeBus bus, SettingsHolder settings)
{
    private const int OrderLocks = 64;

    // Coming and going of one subscription are told by different threads, and must leave for other nodes in the order in which they
    // happened here: a join behind the leave would show a client for good that has gone. A few locks serve all subscriptions.
    private readonly Lock[] _order = [.. Enumerable.Range(0, OrderLocks).Select(static _ => new Lock())];

    /// <summary>Lists a subscription that begins, wherever its namespace says.</summary>
    public async ValueTask EnterAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (subscription.IsPresent)
        {
            await AddAsync(subscription, cancellationToken);
        }

        await maps.EnterAsync(subscription, cancellationToken);
    }

    /// <summary>Shows what others see of a subscription from now on.</summary>
    public async ValueTask ShowAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (subscription.IsPresent)
        {
            await AddAsync(subscription, cancellationToken);
        }

        await maps.ShowAsync(subscription, cancellationToken);
    }

    /// <summary>Lists a subscription that ended no longer.</summary>
    public async ValueTask LeaveAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            if (subscription.IsPresent)
            {
                await store.RemoveAsync(subscription.Name, subscription.Info, cancellationToken);
            }
        }
        finally
        {
            await maps.LeaveAsync(subscription, cancellationToken);
        }
    }

    /// <summary>Adds or renews a subscription's entry.</summary>
    public async ValueTask AddAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        await store.AddAsync(subscription.Name, subscription.Info, settings.Current.PresenceAge, cancellationToken);
        if (subscription.Connection.Find(subscription.Name) is not { IsPresent: true })
        {
            // It ended meanwhile, and whoever ended it may have removed the entry before it was there.
            await store.RemoveAsync(subscription.Name, subscription.Info, cancellationToken);
        }
    }

    public ValueTask<IReadOnlyCollection<ClientInfo>> ListAsync(string channel, CancellationToken cancellationToken)
        => store.ListAsync(channel, cancellationToken);

    public ValueTask<PresenceStats> CountAsync(string channel, CancellationToken cancellationToken)
        => store.CountAsync(channel, cancellationToken);

    /// <summary>Tells others that a subscription came, unless it has gone already.</summary>
    public void NotifyJoined(Subscription subscription)
    {
        lock (OrderOf(subscription))
        {
            if (channels.TryGet(subscription.Name, out var channel) && channel.NotifyJoined(subscription, new ClientJoined(subscription.Name, subscription.Info)))
            {
                bus.SendPresence(subscription.Name, subscription.Info, joined: true);
            }
        }
    }

    /// <summary>Tells others that a subscription went, where they were told that it came.</summary>
    public void NotifyLeft(Subscription subscription)
    {
        lock (OrderOf(subscription))
        {
            if (subscription.IsAnnounced)
            {
                NotifyLocally(subscription.Name, subscription.Info, joined: false);
                bus.SendPresence(subscription.Name, subscription.Info, joined: false);
            }
        }
    }

    /// <summary>Passes on what happened here or on another node.</summary>
    public void NotifyLocally(string channel, ClientInfo client, bool joined)
    {
        if (channels.TryGet(channel, out var target))
        {
            target.Notify(joined ? new ClientJoined(channel, client) : new ClientLeft(channel, client));
        }
    }

    private Lock OrderOf(Subscription subscription) => _order[(uint)RuntimeHelpers.GetHashCode(subscription) % OrderLocks];
}
