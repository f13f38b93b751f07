using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Switchboard.Protocols.SocketIo;

/// <summary>A Socket.IO namespace: its middleware, its handlers and its clients. Safe to call from any thread.</summary>
[DebuggerDisplay("{Name}")]
public sealed partial class SocketIoNamespace
{
    private readonly ConcurrentDictionary<string, SocketIoSocket> _sockets = new(StringComparer.Ordinal);
    private readonly List<Func<SocketIoSocket, ValueTask>> _middleware = [];
    private readonly List<Func<SocketIoSocket, ValueTask>> _handlers = [];

    internal SocketIoNamespace(SocketIoServer server, string name)
    {
        Server = server;
        Name = name;
    }

    /// <summary>The name, such as <c>/chat</c>.</summary>
    public string Name { get; }

    /// <summary>How many clients are in it.</summary>
    public int Count => _sockets.Count;

    internal SocketIoServer Server { get; }

    /// <summary>Whether its clients are members of the hub, so that the hub's events have their meaning there.</summary>
    internal bool IsHub { get; private set; }

    /// <summary>Whether the application does anything in it.</summary>
    internal bool IsUsed => _middleware.Count > 0 || _handlers.Count > 0 || !_events.IsEmpty;

    internal IReadOnlyList<Func<SocketIoSocket, ValueTask>> Middleware => _middleware;

    internal IReadOnlyList<Func<SocketIoSocket, ValueTask>> Handlers => _handlers;

    /// <summary>Adds a step that a client passes before it enters. For start-up.</summary>
    /// <param name="middleware">The step: it refuses the client by throwing <see cref="SocketIoRefusedException"/>.</param>
    /// <returns>The Socket.IO namespace.</returns>
    public SocketIoNamespace Use(Func<SocketIoSocket, ValueTask> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _middleware.Add(middleware);
        return this;
    }

    /// <summary>Says what is done with clients that enter. For start-up.</summary>
    /// <param name="handler">Called for each; the client's events wait until it has completed or awaits something. An exception is logged.</param>
    /// <returns>The Socket.IO namespace.</returns>
    [OverloadResolutionPriority(2)]
    public SocketIoNamespace OnConnection(Func<SocketIoSocket, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handlers.Add(handler);
        return this;
    }

    /// <inheritdoc cref="OnConnection(Func{SocketIoSocket, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public SocketIoNamespace OnConnection(Func<SocketIoSocket, Task> handler) => OnConnection(SocketIoHandlers.Of(handler));

    /// <summary>Says what is done with clients that enter. For start-up.</summary>
    /// <param name="handler">Called for each.</param>
    /// <returns>The Socket.IO namespace.</returns>
    public SocketIoNamespace OnConnection(Action<SocketIoSocket> handler) => OnConnection(SocketIoHandlers.Of(handler));

    /// <summary>The clients of this node at this moment.</summary>
    public IReadOnlyCollection<SocketIoSocket> FetchSockets() => [.. _sockets.Values];

    /// <summary>The client with an id; null where there is none on this node.</summary>
    /// <param name="id">The id.</param>
    public SocketIoSocket? Find(string id) => _sockets.GetValueOrDefault(id);

    /// <summary>The hidden channel of a room: no namespace of the hub has a slash in its name, and no client can send the separator.</summary>
    internal string ChannelOf(string room) => $"{Name}{RoomFilter.Separator}:{room}";

    internal void Add(SocketIoSocket socket)
    {
        _sockets[socket.Id] = socket;
        if (IsDynamic)
        {
            Server.Keep(this);
        }
    }

    internal void Remove(SocketIoSocket socket, string reason)
    {
        if (_sockets.TryRemove(KeyValuePair.Create(socket.Id, socket)))
        {
            _recovery?.Save(socket, reason);
        }
    }
}
