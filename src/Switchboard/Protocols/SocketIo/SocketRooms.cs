using System.Collections.Concurrent;
using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Protocols.EngineIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The rooms of a socket: subscriptions to hidden channels, which no client can name and no listing shows.</summary>
/// <remarks>They are no subscriptions of the connection: its limit is for what clients ask for, and rooms are the application's.</remarks>
internal sealed class SocketRooms(SocketIoSocket socket, EngineIoSession session)
{
    // The channel of everybody in the Socket.IO namespace. No room is called so.
    private const string All = "";

    private static readonly Position _nowhere = new(0, "");

    // Held while a channel is changed, so that nothing that runs under a channel's lock may take it: looking is without a lock.
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Subscription> _subscriptions = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private bool _isClosed;

    private ChannelRegistry Channels => socket.Namespace.Server.Channels;

    /// <summary>Joins everybody.</summary>
    public void JoinAll() => Add(All);

    public void Join(string room)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        if (room.Contains(RoomFilter.Separator, StringComparison.Ordinal))
        {
            throw new ArgumentException("A room's name cannot have control characters.", nameof(room));
        }

        Add(room);
    }

    public void Leave(string room)
    {
        lock (_lock)
        {
            if (room != All && _subscriptions.TryRemove(room, out var subscription))
            {
                Channels.Remove(subscription);
            }
        }
    }

    /// <summary>Leaves all of them, for good.</summary>
    public void LeaveAll()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var (_, subscription) in _subscriptions)
            {
                Channels.Remove(subscription);
            }

            _subscriptions.Clear();
        }
    }

    /// <summary>Whether it is in a room. Asked under the locks of channels.</summary>
    public bool Contains(string room) => _subscriptions.ContainsKey(room);

    public IReadOnlyCollection<string> List() => [.. _subscriptions.Select(static entry => entry.Key).Where(static room => room != All)];

    private void Add(string room)
    {
        lock (_lock)
        {
            if (_isClosed || _subscriptions.ContainsKey(room))
            {
                return;
            }

            var subscription = new Subscription(session.Connection, socket.Namespace.ChannelOf(room))
            {
                IsServerSide = true,
                Info = session.Connection.Info,
                Filter = new RoomFilter(socket),
                Format = RoomFormat.Of(session.Version),
            };
            _subscriptions[room] = subscription;
            Channels.Add(subscription).GoLive(subscription, _nowhere);
        }
    }
}
