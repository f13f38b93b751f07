using Switchboard.Channels;
using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Fanout;

namespace Switchboard.Presence;

/// <summary>Keeps the presence store in step with the subscriptions of this node, and tells of coming and going.</summary>
internal sealed class PresenceKeeper(IPresenceStore store, ChannelRegistry channels, NodeBus bus, SettingsHolder settings)
{
    /// <summary>Adds or renews a subscription's entry.</summary>
    public ValueTask AddAsync(Subscription subscription, CancellationToken cancellationToken)
        => store.AddAsync(subscription.Name, subscription.Info, settings.Current.PresenceAge, cancellationToken);

    public ValueTask RemoveAsync(Subscription subscription, CancellationToken cancellationToken)
        => store.RemoveAsync(subscription.Name, subscription.Info, cancellationToken);

    public ValueTask<IReadOnlyCollection<ClientInfo>> ListAsync(string channel, CancellationToken cancellationToken)
        => store.ListAsync(channel, cancellationToken);

    public ValueTask<PresenceStats> CountAsync(string channel, CancellationToken cancellationToken)
        => store.CountAsync(channel, cancellationToken);

    public void TellJoined(Subscription subscription) => Tell(subscription, joined: true);

    public void TellLeft(Subscription subscription) => Tell(subscription, joined: false);

    /// <summary>Passes on what happened here or on another node.</summary>
    public void TellLocally(string channel, ClientInfo client, bool joined)
    {
        if (channels.TryGet(channel, out var target))
        {
            target.Tell(joined ? new ClientJoined(channel, client) : new ClientLeft(channel, client));
        }
    }

    private void Tell(Subscription subscription, bool joined)
    {
        TellLocally(subscription.Name, subscription.Info, joined);
        bus.SendPresence(subscription.Name, subscription.Info, joined);
    }
}
