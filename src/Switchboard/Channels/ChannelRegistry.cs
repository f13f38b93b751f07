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

    /// <summary>Adds a subscription, on hold, to its channel.</summary>
    public void Add(Subscription subscription)
    {
        while (!_channels.GetOrAdd(subscription.Name, static name => new Channel(name)).TryAdd(subscription))
        {
            // The channel lost its last subscription between the two calls and is being taken out.
            Thread.Yield();
        }
    }

    /// <summary>Removes a subscription from its channel.</summary>
    public void Remove(Subscription subscription)
    {
        if (subscription.Channel is { } channel && channel.Remove(subscription))
        {
            _channels.TryRemove(KeyValuePair.Create(channel.Name, channel));
        }
    }
}
