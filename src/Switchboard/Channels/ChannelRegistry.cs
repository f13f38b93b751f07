using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Switchboard.Connections;

namespace Switchboard.Channels;

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
