using System.Runtime.InteropServices;

namespace Switchboard.InMemory;

/// <summary>Who is in one channel. Entries past their time are dropped when anybody looks.</summary>
internal sealed class ChannelPresence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ClientInfo Client, long Until)> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private long _nextExpiry = long.MaxValue;
    private bool _isClosed;

    /// <summary>Adds or renews an entry. False where the channel has just been given up.</summary>
    public bool TryAdd(ClientInfo client, long until)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            RemoveLocked(client.Client);
            _clients.Add(client.Client, (client, until));
            CollectionsMarshal.GetValueRefOrAddDefault(_users, client.User, out _)++;
            _nextExpiry = Math.Min(_nextExpiry, until);
            return true;
        }
    }

    /// <summary>Removes an entry. True where none is left: the channel is given up then.</summary>
    public bool Remove(string client)
    {
        lock (_lock)
        {
            RemoveLocked(client);
            _isClosed = _clients.Count == 0;
            return _isClosed;
        }
    }

    public IReadOnlyCollection<ClientInfo> List(long now)
    {
        lock (_lock)
        {
            ExpireLocked(now);
            return [.. _clients.Values.Select(entry => entry.Client)];
        }
    }

    public PresenceStats Count(long now)
    {
        lock (_lock)
        {
            ExpireLocked(now);
            return new PresenceStats(_clients.Count, _users.Count);
        }
    }

    private void RemoveLocked(string client)
    {
        if (!_clients.Remove(client, out var entry))
        {
            return;
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_users, entry.Client.User);
        if (--count == 0)
        {
            _users.Remove(entry.Client.User);
        }
    }

    // Looks through the entries only when the earliest of them may be over.
    private void ExpireLocked(long now)
    {
        if (now < _nextExpiry)
        {
            return;
        }

        foreach (var (client, entry) in _clients)
        {
            if (entry.Until <= now)
            {
                RemoveLocked(client);
            }
        }

        _nextExpiry = _clients.Count == 0 ? long.MaxValue : _clients.Values.Min(entry => entry.Until);
    }
}
