using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Switchboard.Outbound;

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

    /// <summary>Sends an event with one argument.</summary>
    /// <param name="name">The event.</param>
    /// <param name="value">Its argument. An array is one argument; <see cref="SocketIoArguments"/> are sent on as they are.</param>
    [OverloadResolutionPriority(1)]
    public void Emit(string name, object? value) => Emit(name, [value]);

    /// <summary>Sends an event.</summary>
    /// <param name="name">The event.</param>
    /// <param name="values">Its arguments. Bytes are sent as such; <see cref="SocketIoArguments"/> among them are sent on as they are.</param>
    public void Emit(string name, params ReadOnlySpan<object?> values)
    {
        SocketIoEvents.CheckEmitted(name);
        _space.Broadcast(this, name, SocketIoValues.Encode(values, _space.Server.Json));
    }

    /// <summary>Sends an event with one argument and waits until all of this node's clients that it is for have acknowledged it, or left.</summary>
    /// <param name="name">The event.</param>
    /// <param name="timeout">How long they have.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="value">Its argument. An array is one argument.</param>
    /// <returns>What each that has not left acknowledged it with.</returns>
    /// <exception cref="SocketIoTimeoutException">One of them did not in time. The exception has the others' acknowledgements.</exception>
    [OverloadResolutionPriority(1)]
    [SuppressMessage("Design", "CA1068:CancellationToken parameters must come last", Justification = "Arguments come last, however many there are.")]
    public Task<IReadOnlyList<SocketIoArguments>> EmitWithAckAsync(string name, TimeSpan timeout, CancellationToken cancellationToken, object? value)
        => EmitWithAckAsync(name, timeout, cancellationToken, [value]);

    /// <summary>Sends an event and waits until all of this node's clients that it is for have acknowledged it, or left.</summary>
    /// <param name="name">The event.</param>
    /// <param name="timeout">How long they have.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="values">Its arguments.</param>
    /// <returns>What each that has not left acknowledged it with.</returns>
    /// <exception cref="SocketIoTimeoutException">One of them did not in time. The exception has the others' acknowledgements.</exception>
    public Task<IReadOnlyList<SocketIoArguments>> EmitWithAckAsync(
        string name, TimeSpan timeout, CancellationToken cancellationToken, params ReadOnlySpan<object?> values)
    {
        SocketIoEvents.CheckEmitted(name);
        return AskAllAsync(name, SocketIoValues.Encode(values, _space.Server.Json), timeout, cancellationToken);
    }

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

    /// <summary>Makes these clients join a room.</summary>
    /// <param name="rooms">The rooms.</param>
    public void SocketsJoin(params ReadOnlySpan<string> rooms)
    {
        foreach (var socket in FetchSockets())
        {
            socket.Join(rooms);
        }
    }

    /// <summary>Makes these clients leave a room.</summary>
    /// <param name="room">The room.</param>
    public void SocketsLeave(string room)
    {
        foreach (var socket in FetchSockets())
        {
            socket.Leave(room);
        }
    }

    private async Task<IReadOnlyList<SocketIoArguments>> AskAllAsync(string name, EncodedArguments arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task<SocketIoArguments>[] asking;
        using (DrainBatch.Begin())
        {
            asking = [.. FetchSockets().Select(socket => socket.AskAsync(name, arguments, timeout, cancellationToken))];
        }

        // One who is silent, or leaves, spoils nothing for the others.
        Task all = Task.WhenAll(asking);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<SocketIoArguments> responses = [.. asking.Where(static it => it.IsCompletedSuccessfully).Select(static it => it.Result)];
        return asking.Any(static it => it.IsFaulted) ? throw new SocketIoTimeoutException(responses) : responses;
    }
}
