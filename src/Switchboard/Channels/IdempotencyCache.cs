using System.Collections.Concurrent;
using Switchboard.InMemory;
using Switchboard.Timing;

namespace Switchboard.Channels;

/// <summary>Remembers idempotency keys and versions of channels that keep no stream, and keys of messages. Streams remember their own.</summary>
/// <param name="clock">The time by which they age.</param>
/// <param name="budget">What they may take in memory.</param>
internal sealed class IdempotencyCache(Clock clock, MemoryBudget budget)
{
    // Messages go to no channel, and no channel is named so.
    private const string NoChannel = "";

    private readonly Lock[] _turns = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];
    private readonly ConcurrentDictionary<(string Channel, string Key), long> _keys = new();
    private readonly ConcurrentDictionary<string, (string Epoch, ulong Version, long Until)> _versions = new(StringComparer.Ordinal);

    /// <summary>What is remembered, in bytes.</summary>
    public long Bytes => budget.Held;

    /// <summary>How often there was no room.</summary>
    public long Refused => budget.Refused;

    /// <summary>Runs a publish unless its key was seen or its version is not newer. Publishes of one channel wait for each other.</summary>
    /// <returns>False where there is no room to remember it: it is not run then.</returns>
    public bool TryOnce(PublicationRequest request, TimeSpan window, Action publish)
    {
        // Else an older version could enter fan-out behind a newer one.
        lock (_turns[(uint)StringComparer.Ordinal.GetHashCode(request.Channel) % (uint)_turns.Length])
        {
            return TryOnceLocked(request, window, publish);
        }
    }

    /// <summary>Whether a message with this key came within its window.</summary>
    public bool IsMessageKnown(string key) => _keys.TryGetValue((NoChannel, key), out var until) && until > clock.Milliseconds;

    /// <summary>Whether the key of a further message can be remembered.</summary>
    public bool HasRoomForMessage()
    {
        if (budget.IsFull)
        {
            budget.Refuse();
            return false;
        }

        return true;
    }

    /// <summary>Remembers the key of a message, whether or not there is room by now: hooks have seen it.</summary>
    public void RememberMessage(string key, TimeSpan window)
    {
        var entry = (NoChannel, key);
        var until = clock.Milliseconds + (long)window.TotalMilliseconds;
        while (!_keys.TryGetValue(entry, out var known) || !_keys.TryUpdate(entry, until, known))
        {
            if (_keys.TryAdd(entry, until))
            {
                budget.Take(SizeOf(entry));
                return;
            }
        }
    }

    /// <summary>Forgets what is older than its window.</summary>
    public void Expire()
    {
        var now = clock.Milliseconds;
        foreach (var entry in _keys.Where(entry => entry.Value <= now))
        {
            if (_keys.TryRemove(entry))
            {
                budget.Return(SizeOf(entry.Key));
            }
        }

        foreach (var entry in _versions.Where(entry => entry.Value.Until <= now))
        {
            if (_versions.TryRemove(entry))
            {
                budget.Return(SizeOf(entry.Key, entry.Value.Epoch));
            }
        }
    }

    private bool TryOnceLocked(PublicationRequest request, TimeSpan window, Action publish)
    {
        var now = clock.Milliseconds;
        var until = now + (long)window.TotalMilliseconds;
        var key = request.ScopedKey is { } scoped ? (request.Channel, scoped) : default;
        if (request.IdempotencyKey is not null && Remember(key, now, until) is var remembered and not Memory.New)
        {
            return remembered == Memory.Known;
        }

        if (request.Version > 0 && Advance(request, now, until) is var advanced and not Memory.New)
        {
            if (advanced == Memory.Full && request.IdempotencyKey is not null)
            {
                Forget(key);
            }

            return advanced == Memory.Known;
        }

        publish();
        return true;
    }

    private Memory Remember((string Channel, string Key) key, long now, long until)
    {
        if (_keys.TryGetValue(key, out var known) && (known > now || _keys.TryUpdate(key, until, known)))
        {
            return known > now ? Memory.Known : Memory.New;
        }

        if (!TryTake(SizeOf(key)))
        {
            return Memory.Full;
        }

        _keys[key] = until;
        return Memory.New;
    }

    // One publish of a channel at a time comes here, and only what is past its time goes beside it.
    private Memory Advance(PublicationRequest request, long now, long until)
    {
        var mine = (request.VersionEpoch, request.Version, until);
        if (_versions.TryGetValue(request.Channel, out var known))
        {
            if (known.Until > now && known.Epoch == request.VersionEpoch && known.Version >= request.Version)
            {
                return Memory.Known;
            }

            var more = SizeOf(request.Channel, request.VersionEpoch) - SizeOf(request.Channel, known.Epoch);
            if (!TryTake(more))
            {
                return Memory.Full;
            }

            if (_versions.TryUpdate(request.Channel, mine, known))
            {
                return Memory.New;
            }

            budget.Return(more);
        }

        if (!TryTake(SizeOf(request.Channel, request.VersionEpoch)))
        {
            return Memory.Full;
        }

        _versions[request.Channel] = mine;
        return Memory.New;
    }

    private bool TryTake(long bytes)
    {
        if (budget.TryTake(bytes))
        {
            return true;
        }

        budget.Refuse();
        return false;
    }

    private void Forget((string Channel, string Key) key)
    {
        if (_keys.TryRemove(key, out _))
        {
            budget.Return(SizeOf(key));
        }
    }

    private static int SizeOf((string Channel, string Key) key) => PublicationSize.OfName(key.Key) + (key.Channel.Length * sizeof(char));

    private static int SizeOf(string channel, string versionEpoch) => PublicationSize.OfName(channel) + (versionEpoch.Length * sizeof(char));

    /// <summary>What is remembered of a key or a version.</summary>
    private enum Memory
    {
        /// <summary>It came for the first time, and is remembered from now on.</summary>
        New,

        /// <summary>It came before.</summary>
        Known,

        /// <summary>It came for the first time, and there is no room to remember it.</summary>
        Full,
    }
}
