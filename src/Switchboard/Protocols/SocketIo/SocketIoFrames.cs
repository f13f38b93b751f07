using System.Buffers;
using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Transports.WebSockets;
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

    /// <summary>The end of a connection whose client is not to come back: it stays away from the Socket.IO namespaces that it is told to leave.</summary>
    public static OutboundFrame Close(IEnumerable<string> names, CloseCode code)
    {
        var frames = new ArrayBufferWriter<byte>(64);
        foreach (var name in names)
        {
            frames.Write(Disconnect(name).Bytes);
        }

        frames.Write(WebSocketClose.Encode(code).Bytes);
        return new OutboundFrame(frames.WrittenSpan.ToArray(), PayloadStart: 0);
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
