using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <content>How events reach clients: through rooms' channels, and kept for those who come back where that is wanted.</content>
public sealed partial class SocketIoNamespace
{
    private RecoveryLog? _recovery;

    internal RecoveryLog? Recovery => _recovery;

    /// <summary>Keeps what clients need that come back.</summary>
    internal void KeepForRecovery(RecoveryLog? recovery) => _recovery = recovery;

    /// <summary>Sends an event to one client.</summary>
    internal void Deliver(SocketIoSocket socket, string name, in EncodedArguments arguments)
    {
        if (_recovery is not { } recovery)
        {
            if (socket.Connected)
            {
                socket.Send(SocketIoFrames.Event(socket.Session.Version, Name, name, arguments));
            }

            return;
        }

        lock (recovery.Lock)
        {
            var (offset, text) = recovery.Next();
            var envelope = Pack(name, arguments, text);
            recovery.Add(offset, socket.Id, except: null, envelope);
            socket.LastOffset = offset;
            if (socket.Connected)
            {
                socket.Send(RoomFormat.Of(socket.Session.Version).Encode(envelope));
            }
        }
    }

    /// <summary>Sends an event to everybody in some rooms, once each.</summary>
    internal void Broadcast(SocketIoBroadcast target, string name, in EncodedArguments arguments)
    {
        if (_recovery is not { } recovery)
        {
            Publish(target, Pack(name, arguments, offset: null), recovery: null, offset: 0);
            return;
        }

        lock (recovery.Lock)
        {
            var (offset, text) = recovery.Next();
            Publish(target, Pack(name, arguments, text), recovery, offset);
        }
    }

    private void Publish(SocketIoBroadcast target, ReadOnlyMemory<byte> envelope, RecoveryLog? recovery, long offset)
    {
        using var batch = Outbound.DrainBatch.Begin();
        if (target.Rooms.Count == 0)
        {
            Publish("", target.Excluded, target.IsVolatile, envelope, recovery, offset);
            return;
        }

        // Who is in several of the rooms gets it through the first of them.
        for (var i = 0; i < target.Rooms.Count; i++)
        {
            Publish(target.Rooms[i], [.. target.Excluded, .. target.Rooms.Take(i)], target.IsVolatile, envelope, recovery, offset);
        }
    }

    private void Publish(
        string room, IReadOnlyList<string> excluded, bool isVolatile, ReadOnlyMemory<byte> envelope, RecoveryLog? recovery, long offset)
    {
        var except = excluded.Count == 0 ? null : string.Join(RoomFilter.Separator, excluded);
        if (!isVolatile)
        {
            recovery?.Add(offset, room, except, envelope);
        }

        var publication = new Publication { Data = envelope, IsJson = false, Tags = TagsOf(except, isVolatile), Time = Server.Clock.UtcNow };
        if (room.Length > 0 && _sockets.TryGetValue(room, out var socket))
        {
            // Each socket is a room of its own, which needs no channel.
            if (new RoomFilter(socket).Matches(publication.Tags))
            {
                socket.Send(RoomFormat.Of(socket.Session.Version).Encode(envelope));
            }

            return;
        }

        Server.Pipeline.Deliver(ChannelOf(room), publication);
    }

    private ReadOnlyMemory<byte> Pack(string name, in EncodedArguments arguments, string? offset)
    {
        var buffer = EncodeBuffer.Rent();
        var hasArguments = !arguments.Json.IsEmpty;
        SocketIoPacketWriter.BeginEvent(buffer, Name, name, id: null, arguments.Attachments.Count, hasArguments || offset is not null);
        System.Buffers.BuffersExtensions.Write(buffer, arguments.Json.Span);
        if (offset is not null)
        {
            if (hasArguments)
            {
                SocketIoPacketWriter.NextArgument(buffer);
            }

            SocketIoPacketWriter.WriteText(buffer, offset);
        }

        SocketIoPacketWriter.EndEvent(buffer);
        return RoomEnvelope.Pack(buffer.WrittenSpan, arguments.Attachments);
    }

    private static Dictionary<string, string>? TagsOf(string? except, bool isVolatile)
    {
        if (except is null && !isVolatile)
        {
            return null;
        }

        var tags = new Dictionary<string, string>(2, StringComparer.Ordinal);
        if (except is not null)
        {
            tags[RoomFilter.ExceptTag] = except;
        }

        if (isVolatile)
        {
            tags[RoomFilter.VolatileTag] = "";
        }

        return tags;
    }
}
