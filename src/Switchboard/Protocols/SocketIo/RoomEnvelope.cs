using System.Buffers;
using System.Buffers.Binary;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>A packet with its attachments as the payload of a room's publication: each part behind its length.</summary>
internal static class RoomEnvelope
{
    private const int LengthBytes = sizeof(int);

    /// <summary>Puts a packet in.</summary>
    public static ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> packet, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var output = new ArrayBufferWriter<byte>(packet.Length + LengthBytes);
        Add(output, packet);
        foreach (var attachment in attachments)
        {
            Add(output, attachment.Span);
        }

        return output.WrittenMemory;
    }

    /// <summary>Takes the next part out.</summary>
    public static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> envelope)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(envelope.Span);
        var part = envelope.Slice(LengthBytes, length);
        envelope = envelope[(LengthBytes + length)..];
        return part;
    }

    private static void Add(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(LengthBytes), part.Length);
        output.Advance(LengthBytes);
        output.Write(part);
    }
}

/// <summary>Decides for one socket whether an event that reaches it through a room is meant for it.</summary>
internal sealed class RoomFilter(SocketIoSocket socket) : TagPredicate
{
    /// <summary>The tag that lists rooms, and ids of sockets, whose members do not receive the event.</summary>
    public const string ExceptTag = "except";

    /// <summary>The tag of events that are dropped for clients that are not ready to receive them.</summary>
    public const string VolatileTag = "volatile";

    /// <summary>What stands between rooms of a list.</summary>
    public const char Separator = '\u0001';

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, string>? tags)
    {
        // Middleware may put it into rooms before it is let in.
        if (!socket.IsEntered || (tags is not null && tags.TryGetValue(ExceptTag, out var except) && IsIn(except)))
        {
            return false;
        }

        if (tags is not null && tags.ContainsKey(VolatileTag))
        {
            return socket.IsReadyForMore;
        }

        socket.NoteEvent();
        return true;
    }

    private bool IsIn(string rooms)
    {
        foreach (var range in rooms.AsSpan().Split(Separator))
        {
            if (socket.IsIn(rooms[range]))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What comes through rooms: packets that are ready, but for how the protocol's revisions frame what is binary.</summary>
internal sealed class RoomFormat(EngineIoVersion version) : WireFormat(PacketFraming.Instance)
{
    public static RoomFormat V3 { get; } = new(EngineIoVersion.V3);

    public static RoomFormat V4 { get; } = new(EngineIoVersion.V4);

    /// <inheritdoc/>
    public override bool CarriesBinary => true;

    /// <inheritdoc/>
    public override OutboundFrame? Ping => null;

    public static RoomFormat Of(EngineIoVersion version) => version == EngineIoVersion.V3 ? V3 : V4;

    /// <inheritdoc/>
    public override OutboundFrame Encode(Push push) => Encode(((PublicationArrived)push).Publication.Data);

    /// <summary>Frames the packet of an envelope.</summary>
    public OutboundFrame Encode(ReadOnlyMemory<byte> envelope)
    {
        var packet = RoomEnvelope.Next(ref envelope);
        var attachments = new List<ReadOnlyMemory<byte>>();
        while (!envelope.IsEmpty)
        {
            attachments.Add(RoomEnvelope.Next(ref envelope));
        }

        return EngineIoFrames.Text(version, packet.Span, attachments);
    }

    /// <inheritdoc/>
    public override OutboundFrame EncodeClose(CloseCode code) => WebSocketClose.Encode(code);
}
