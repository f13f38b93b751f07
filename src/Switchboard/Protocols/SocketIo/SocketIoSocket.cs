using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>One client in one Socket.IO namespace. Safe to call from any thread; nothing but acknowledgements is waited for.</summary>
[DebuggerDisplay("{Id} in {Namespace.Name}")]
public sealed partial class SocketIoSocket
{
    private readonly EngineIoSession _session;
    private readonly SocketRooms _rooms;
    private readonly Lock _ending = new();
    private int _isLeft;
    private volatile string? _endedBy;

    internal SocketIoSocket(SocketIoNamespace space, EngineIoSession session, string id, SocketIoHandshake handshake)
    {
        Namespace = space;
        _session = session;
        Id = id;
        Handshake = handshake;
        _rooms = new SocketRooms(this, session);
    }

    /// <summary>The id by which clients know this socket. Not a secret.</summary>
    public string Id { get; internal set; }

    /// <summary>The Socket.IO namespace.</summary>
    public SocketIoNamespace Namespace { get; }

    /// <summary>How the client connected.</summary>
    public SocketIoHandshake Handshake { get; }

    /// <summary>The user that the client is in the hub, by its token or login; empty where it is anonymous, or no member. See also <see cref="SocketIoHandshake.User"/>.</summary>
    public string UserId => Connection.Principal.UserId;

    /// <summary>What the application keeps about the client. Survives connection state recovery.</summary>
    public ConcurrentDictionary<string, object?> Data { get; internal set; } = new(StringComparer.Ordinal);

    /// <summary>Whether the client came back to the state that it had before it was cut off.</summary>
    public bool Recovered { get; internal set; }

    /// <summary>Whether the client is in the Socket.IO namespace.</summary>
    public bool Connected => Volatile.Read(ref _isLeft) == 0 && IsEntered;

    /// <summary>The transport at this moment: <c>polling</c> or <c>websocket</c>.</summary>
    public string Transport => Connection.Transport.Transport;

    /// <summary>The rooms that it is in.</summary>
    public IReadOnlyCollection<string> Rooms => _rooms.List();

    internal Connection Connection => _session.Connection;

    internal EngineIoSession Session => _session;

    internal bool IsEntered { get; set; }

    /// <summary>Why it has ended; null where it has not.</summary>
    internal string? EndedBy => _endedBy;

    /// <summary>The secret by which the client may recover its state; null where there is none.</summary>
    internal string? RecoveryId { get; set; }

    /// <summary>Where the events that are kept stood when the client entered.</summary>
    internal long RecoverFrom { get; set; }

    /// <summary>The last of the events that are kept which was for the client; 0 for none.</summary>
    internal long LastOffset { get; set; }

    internal bool IsReadyForMore => Connection.Outbound is { QueuedBytes: 0 };

    /// <summary>Sends an event with one argument.</summary>
    /// <param name="name">The event.</param>
    /// <param name="value">Its argument. An array is one argument; <see cref="SocketIoArguments"/> are sent on as they are.</param>
    /// <exception cref="ArgumentException">The name has a meaning of its own, or an object with a property <c>_placeholder</c> has bytes in it.</exception>
    [OverloadResolutionPriority(1)]
    public void Emit(string name, object? value) => Emit(name, [value]);

    /// <summary>Sends an event.</summary>
    /// <param name="name">The event.</param>
    /// <param name="values">Its arguments. Bytes are sent as such; <see cref="SocketIoArguments"/> among them are sent on as they are.</param>
    /// <exception cref="ArgumentException">The name has a meaning of its own, or an object with a property <c>_placeholder</c> has bytes in it.</exception>
    public void Emit(string name, params ReadOnlySpan<object?> values)
    {
        SocketIoEvents.CheckEmitted(name);
        Namespace.Deliver(this, name, SocketIoValues.Encode(values, Namespace.Server.Json));
    }

    /// <summary>Sends an event with one argument, unless the client is not ready to receive it at this moment.</summary>
    /// <param name="name">The event.</param>
    /// <param name="value">Its argument. An array is one argument.</param>
    /// <returns>False where it was dropped.</returns>
    [OverloadResolutionPriority(1)]
    public bool EmitVolatile(string name, object? value) => EmitVolatile(name, [value]);

    /// <summary>Sends an event, unless the client is not ready to receive it at this moment.</summary>
    /// <param name="name">The event.</param>
    /// <param name="values">Its arguments.</param>
    /// <returns>False where it was dropped.</returns>
    public bool EmitVolatile(string name, params ReadOnlySpan<object?> values)
    {
        if (!IsReadyForMore)
        {
            return false;
        }

        Emit(name, values);
        return true;
    }

    /// <summary>Joins rooms; those that it is in already stay.</summary>
    /// <param name="rooms">The rooms.</param>
    public void Join(params ReadOnlySpan<string> rooms)
    {
        foreach (var room in rooms)
        {
            _rooms.Join(room);
        }
    }

    /// <summary>Leaves a room.</summary>
    /// <param name="room">The room.</param>
    public void Leave(string room) => _rooms.Leave(room);

    /// <summary>To everybody in a room but this socket.</summary>
    /// <param name="room">The room.</param>
    public SocketIoBroadcast To(string room) => Broadcast.To(room);

    /// <summary>To everybody but this socket and those in a room.</summary>
    /// <param name="room">The room.</param>
    public SocketIoBroadcast Except(string room) => Broadcast.Except(room);

    /// <summary>To everybody in the Socket.IO namespace but this socket.</summary>
    public SocketIoBroadcast Broadcast => new(Namespace) { Excluded = [Id] };

    /// <summary>Makes the client leave the Socket.IO namespace.</summary>
    /// <param name="close">Whether the whole connection is closed, with all Socket.IO namespaces that it is in.</param>
    public void Disconnect(bool close = false)
    {
        if (Connected)
        {
            Send(SocketIoFrames.Disconnect(Namespace.Name));
            End(SocketIoReasons.ServerDisconnect);
        }

        if (close)
        {
            Connection.Close(CloseCodes.ForceDisconnect);
        }
    }

    /// <summary>Notes that the event under way is for the client, where events are kept.</summary>
    internal void NoteEvent()
    {
        if (Namespace.Recovery is { } recovery)
        {
            LastOffset = recovery.Last;
        }
    }

    internal bool IsIn(string room) => room == Id || _rooms.Contains(room);

    internal void Send(in OutboundFrame frame) => Connection.Send(frame);

    internal void Acknowledge(long id, in EncodedArguments arguments)
    {
        if (Connected)
        {
            Send(SocketIoFrames.Ack(_session.Version, Namespace.Name, id, arguments));
        }
    }

    /// <summary>Lets events of the Socket.IO namespace through.</summary>
    internal void JoinAll() => _rooms.JoinAll();

    /// <summary>Ends it, once.</summary>
    internal void End(string reason)
    {
        if (Interlocked.Exchange(ref _isLeft, 1) == 1)
        {
            return;
        }

        lock (_ending)
        {
            // Handlers that come from here on are called by who brings them.
            _endedBy = reason;
        }

        RunGone(_disconnecting, reason);
        Namespace.Remove(this, reason);
        _rooms.LeaveAll();
        FailAcks(reason);
        RunGone(_disconnected, reason);
    }

    /// <summary>Lets go what it has got in middleware, where it is not let in.</summary>
    internal void Discard()
    {
        Volatile.Write(ref _isLeft, 1);
        _rooms.LeaveAll();
    }
}
