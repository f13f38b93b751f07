namespace Switchboard.Protocols.SocketIo;

/// <summary>Whom an event is for: everybody in a Socket.IO namespace, or in some rooms, with exceptions. Immutable.</summary>
public sealed record SocketIoBroadcast
{
    private readonly SocketIoNamespace _space;

    internal SocketIoBroadcast(SocketIoNamespace space) => _space = space;

    internal IReadOnlyList<string> Rooms { get; init; } = [];

    internal IReadOnlyList<string> Excluded { get; init; } = [];

    internal bool IsVolatile { get; init; }

    /// <summary>The same, dropped for clients that are not ready to receive it at that moment, and not kept for those who come back.</summary>
    public SocketIoBroadcast Volatile => this with { IsVolatile = true };

    /// <summary>The same, also for a room. Who is in several rooms gets an event once.</summary>
    /// <param name="room">The room, or the id of a socket.</param>
    public SocketIoBroadcast To(string room)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        return this with { Rooms = [.. Rooms, room] };
    }

    /// <summary>The same, but not for those in a room.</summary>
    /// <param name="room">The room, or the id of a socket.</param>
    public SocketIoBroadcast Except(string room)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        return this with { Excluded = [.. Excluded, room] };
    }

    /// <summary>Sends an event.</summary>
    /// <param name="name">The event.</param>
    /// <param name="values">Its arguments. Bytes are sent as such.</param>
    public void Emit(string name, params ReadOnlySpan<object?> values)
    {
        SocketIoEvents.CheckEmitted(name);
        _space.Broadcast(this, name, SocketIoValues.Encode(values, _space.Server.Json));
    }

    /// <summary>Sends an event and waits until all of this node's clients that it is for have acknowledged it.</summary>
    /// <param name="name">The event.</param>
    /// <param name="timeout">How long they have.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="values">Its arguments.</param>
    /// <returns>What each acknowledged it with.</returns>
    /// <exception cref="TimeoutException">One of them did not in time.</exception>
    public async Task<IReadOnlyList<SocketIoArguments>> EmitWithAckAsync(
        string name, TimeSpan timeout, CancellationToken cancellationToken, params object?[] values)
        => await Task.WhenAll(FetchSockets().Select(socket => socket.EmitWithAckAsync(name, timeout, cancellationToken, values)));

    /// <summary>This node's clients that an event would be for at this moment.</summary>
    public IReadOnlyCollection<SocketIoSocket> FetchSockets()
        => [.. _space.FetchSockets().Where(socket => (Rooms.Count == 0 || Rooms.Any(socket.IsIn)) && !Excluded.Any(socket.IsIn))];

    /// <summary>Makes these clients leave the Socket.IO namespace.</summary>
    /// <param name="close">Whether their connections are closed, too.</param>
    public void DisconnectSockets(bool close = false)
    {
        foreach (var socket in FetchSockets())
        {
            socket.Disconnect(close);
        }
    }
}
