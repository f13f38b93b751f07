using System.Runtime.CompilerServices;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>An event that a client has sent.</summary>
public sealed class SocketIoEvent
{
    private readonly SocketIoSocket _socket;
    private readonly long? _id;
    private int _isAcknowledged;

    internal SocketIoEvent(SocketIoSocket socket, SocketIoPacket packet)
    {
        _socket = socket;
        _id = packet.Id;
        Name = packet.Event;
        Arguments = new SocketIoArguments(packet.Arguments, packet.Attachments, socket.Namespace.Server.Json);
    }

    /// <summary>The name of the event.</summary>
    public string Name { get; }

    /// <summary>Its arguments.</summary>
    public SocketIoArguments Arguments { get; }

    /// <summary>Whether the client waits for an acknowledgement.</summary>
    public bool WantsAck => _id is not null;

    /// <summary>Reads an argument. See <see cref="SocketIoArguments.Get"/>.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="index">Which.</param>
    public T? Get<T>(int index) => Arguments.Get<T>(index);

    /// <summary>Acknowledges the event with one value. Does nothing where no acknowledgement is wanted, or one has been sent.</summary>
    /// <param name="value">The value that the client is given. An array is one value; <see cref="SocketIoArguments"/> are sent on as they are.</param>
    [OverloadResolutionPriority(1)]
    public void Ack(object? value) => Ack([value]);

    /// <summary>Acknowledges the event. Does nothing where no acknowledgement is wanted, or one has been sent.</summary>
    /// <param name="values">The values that the client is given; <see cref="SocketIoArguments"/> among them are sent on as they are.</param>
    public void Ack(params ReadOnlySpan<object?> values)
    {
        if (_id is not null && Volatile.Read(ref _isAcknowledged) == 0)
        {
            // First of all, so that a value that cannot be written leaves the client to be told that.
            Acknowledge(SocketIoValues.Encode(values, _socket.Namespace.Server.Json));
        }
    }

    /// <summary>Acknowledges the event with an error, unless it has been acknowledged.</summary>
    internal void Fail(ErrorCode error) => Acknowledge(SocketIoErrors.Encode(error));

    private void Acknowledge(in EncodedArguments arguments)
    {
        if (_id is { } id && Interlocked.Exchange(ref _isAcknowledged, 1) == 0)
        {
            _socket.Acknowledge(id, arguments);
        }
    }
}
