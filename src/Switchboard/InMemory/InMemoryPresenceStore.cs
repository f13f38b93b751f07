using System.Collections.Concurrent;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Presence in this process.</summary>
/// <param name="time">The time by which entries age.</param>
public sealed class InMemoryPresenceStore(TimeProvider time) : IPresenceStore
{
    private readonly ConcurrentDictionary<string, ChannelPresence> _channels = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask AddAsync(string channel, ClientInfo client, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        while (!_channels.GetOrAdd(channel, static _ => new ChannelPresence()).TryAdd(client, time.GetTimestamp() + Ticks(timeToLive)))
        {
            // The last entry was removed between the two calls and the channel is being taken out.
            Thread.Yield();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string channel, ClientInfo client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (_channels.TryGetValue(channel, out var presence) && presence.Remove(client.Client))
        {
            _channels.TryRemove(KeyValuePair.Create(channel, presence));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<ClientInfo>> ListAsync(string channel, CancellationToken cancellationToken)
        => ValueTask.FromResult(_channels.TryGetValue(channel, out var presence) ? presence.List(time.GetTimestamp()) : []);

    /// <inheritdoc/>
    public ValueTask<PresenceStats> CountAsync(string channel, CancellationToken cancellationToken)
        => ValueTask.FromResult(_channels.TryGetValue(channel, out var presence) ? presence.Count(time.GetTimestamp()) : default);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
