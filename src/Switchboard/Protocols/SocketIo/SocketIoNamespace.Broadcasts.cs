using System.Runtime.CompilerServices;

namespace Switchboard.Protocols.SocketIo;

/// <content>To everybody in the Socket.IO namespace, and to some.</content>
public sealed partial class SocketIoNamespace
{
    /// <summary>Everybody in the Socket.IO namespace.</summary>
    public SocketIoBroadcast Everybody => new(this);

    /// <summary>To everybody who is ready to receive an event at that moment.</summary>
    public SocketIoBroadcast Volatile => Everybody.Volatile;

    /// <summary>Sends an event with one argument to everybody in the Socket.IO namespace.</summary>
    /// <param name="name">The event.</param>
    /// <param name="value">Its argument. An array is one argument.</param>
    [OverloadResolutionPriority(1)]
    public void Emit(string name, object? value) => Everybody.Emit(name, value);

    /// <summary>Sends an event to everybody in the Socket.IO namespace.</summary>
    /// <param name="name">The event.</param>
    /// <param name="values">Its arguments.</param>
    public void Emit(string name, params ReadOnlySpan<object?> values) => Everybody.Emit(name, values);

    /// <summary>To everybody in a room, or to the socket of an id.</summary>
    /// <param name="room">The room.</param>
    public SocketIoBroadcast To(string room) => Everybody.To(room);

    /// <summary>To everybody but those in a room, or the socket of an id.</summary>
    /// <param name="room">The room.</param>
    public SocketIoBroadcast Except(string room) => Everybody.Except(room);
}
