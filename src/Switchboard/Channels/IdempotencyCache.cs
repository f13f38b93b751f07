using System.Collections.Concurrent;
using Switchboard.Names;
using Switchboard.Timing;

namespace Switchboard.Channels;

/// <summary>Remembers idempotency keys and versions of channels that keep no stream, and keys of messages. Streams remember their own.</summary>
internal sealed class IdempotencyCache(Clock clock)
{
    // Messages go to no channel, and no channel is named so.
    private const string NoChannel = "";

    private readonly Lock[] _turns = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];
    private readonly ConcurrentDictionary<(string Channel, string Key), long> _keys = new();
    private readonly ConcurrentDictionary<string, (string Epoch, ulong Version, long Until)> _versions = new(StringComparer.Ordinal);

    /// <summary>Runs a publish unless its key was seen or its version is not newer. Publishes of one channel wait for each other.</summary>
    public void Once(PublicationRequest request, TimeSpan window, Action publish)
    {
        // Else an older version could enter fan-out behind a newer one.
        lock (_turns[(uint)StringComparer.Ordinal.GetHashCode(request.Channel) % (uint)_turns.Length])
        {
            OnceLocked(request, window, publish);
        }
    }

    /// <summary>Whether a message with this key came within its window.</summary>
    public bool IsMessageKnown(string key) => _keys.TryGetValue((NoChannel, key), out var until) && until > clock.Milliseconds;

    public void RememberMessage(string key, TimeSpan window) => _keys[(NoChannel, key)] = clock.Milliseconds + (long)window.TotalMilliseconds;

    /// <summary>Forgets what is older than its window.</summary>
    public void Expire()
    {
        var now = clock.Milliseconds;
        foreach (var entry in _keys.Where(entry => entry.Value <= now))
        {
            _keys.TryRemove(entry);
        }

        foreach (var entry in _versions.Where(entry => entry.Value.Until <= now))
        {
            _versions.TryRemove(entry);
        }
    }

    private void OnceLocked(PublicationRequest request, TimeSpan window, Action publish)
    {
        var now = clock.Milliseconds;
        var until = now + (long)window.TotalMilliseconds;
        if (request.IdempotencyKey is { } key && !TryRemember((request.Channel, IdempotencyKeys.Scoped(request.KeyOwner, key)), now, until))
        {
            return;
        }

        if (request.Version > 0 && !TryAdvance(request, now, until))
        {
            return;
        }

        publish();
    }

    private bool TryRemember((string Channel, string Key) key, long now, long until)
    {
        while (true)
        {
            if (_keys.TryAdd(key, until))
            {
                return true;
            }

            if (_keys.TryGetValue(key, out var known) && known > now)
            {
                return false;
            }

            _keys.TryRemove(KeyValuePair.Create(key, known));
        }
    }

    private bool TryAdvance(PublicationRequest request, long now, long until)
    {
        var mine = (request.VersionEpoch, request.Version, until);
        while (true)
        {
            if (!_versions.TryGetValue(request.Channel, out var known))
            {
                if (_versions.TryAdd(request.Channel, mine))
                {
                    return true;
                }

                continue;
            }

            if (known.Until > now && known.Epoch == request.VersionEpoch && known.Version >= request.Version)
            {
                return false;
            }

            if (_versions.TryUpdate(request.Channel, mine, known))
            {
                return true;
            }
        }
    }
}
