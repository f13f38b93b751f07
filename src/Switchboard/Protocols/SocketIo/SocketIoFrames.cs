using System.Buffers;
using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Socket.IO packets, framed.</summary>
internal static class SocketIoFrames
{
    public static OutboundFrame Event(EngineIoVersion version, string name, string eventName, in EncodedArguments arguments, long? id = null)
    {
        var buffer = EncodeBuffer.Rent();
        SocketIoPacketWriter.WriteEvent(buffer, name, eventName, arguments.Json.Span, id, arguments.Attachments.Count);
        return EngineIoFrames.Text(version, buffer.WrittenSpan, arguments.Attachments);
    }

    public static OutboundFrame Ack(EngineIoVersion version, string name, long id, in EncodedArguments arguments)
    {
        var buffer = EncodeBuffer.Rent();
        SocketIoPacketWriter.WriteAck(buffer, name, id, arguments.Json.Span, arguments.Attachments.Count);
        return EngineIoFrames.Text(version, buffer.WrittenSpan, arguments.Attachments) with { IsReply = true };
    }

    public static OutboundFrame Connect(string name, string? sid, string? pid = null)
    {
        var buffer = EncodeBuffer.Rent();
        SocketIoPacketWriter.WriteConnect(buffer, name, sid, pid);
        return EngineIoFrames.Text(buffer.WrittenSpan) with { IsReply = true };
    }

    public static OutboundFrame Refuse(EngineIoVersion version, string name, string message, ReadOnlySpan<byte> data)
    {
        var buffer = EncodeBuffer.Rent();
        SocketIoPacketWriter.WriteConnectError(buffer, version, name, message, data);
        return EngineIoFrames.Text(buffer.WrittenSpan) with { IsReply = true };
    }

    public static OutboundFrame Disconnect(string name)
    {
        var buffer = EncodeBuffer.Rent();
        SocketIoPacketWriter.WriteHead(buffer, SocketIoPacketType.Disconnect, name);
        return EngineIoFrames.Text(buffer.WrittenSpan);
    }
}

/// <summary>Keeps packets beyond the call that brought them.</summary>
internal static class SocketIoPackets
{
    /// <summary>The packet with a copy of what belongs to the transport's buffer: one array for all of it.</summary>
    public static SocketIoPacket Detach(SocketIoPacket packet)
    {
        var length = packet.Auth.Length;
        foreach (var argument in packet.Arguments)
        {
            length += argument.Length;
        }

        var free = new byte[length].AsMemory();
        var arguments = new ReadOnlyMemory<byte>[packet.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Take(packet.Arguments[i], ref free);
        }

        return packet with { Auth = Take(packet.Auth, ref free), Arguments = arguments };
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes, ref Memory<byte> free)
    {
        var copy = free[..bytes.Length];
        bytes.CopyTo(copy);
        free = free[bytes.Length..];
        return copy;
    }
}

/// <summary>Errors as acknowledgements have them.</summary>
internal static class SocketIoErrors
{
    /// <summary>The one argument that tells of an error.</summary>
    public static EncodedArguments Encode(ErrorCode error)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        HubEventWriter.WriteError(buffer, error);
        return new EncodedArguments(buffer.WrittenMemory, []);
    }
}
