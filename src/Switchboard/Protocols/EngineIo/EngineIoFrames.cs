using Switchboard.Outbound;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Engine.IO packets as WebSocket frames, of which polling makes payloads again.</summary>
internal static class EngineIoFrames
{
    private const byte MessageType = (byte)EngineIoPacketType.Message;

    public static OutboundFrame Ping { get; } = Text("2"u8);

    public static OutboundFrame Probed { get; } = Text("3probe"u8);

    /// <summary>A packet that is text, with its type.</summary>
    public static OutboundFrame Text(ReadOnlySpan<byte> packet) => PacketFraming.Instance.Frame(packet);

    /// <summary>A message that is text.</summary>
    public static OutboundFrame Message(ReadOnlySpan<byte> text) => PacketFraming.FrameText("4"u8, text);

    /// <summary>A message that is binary.</summary>
    public static OutboundFrame Binary(EngineIoVersion version, ReadOnlySpan<byte> data) => PacketFraming.FrameBinary(MarkOf(version), data);

    /// <summary>A packet with the binary messages that belong behind it, which nothing may come between.</summary>
    public static OutboundFrame Text(EngineIoVersion version, ReadOnlySpan<byte> packet, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
        => attachments.Count == 0 ? Text(packet) : PacketFraming.FrameRow(packet, MarkOf(version), attachments);

    // Revision 4 tells binary messages by the frame alone.
    private static ReadOnlySpan<byte> MarkOf(EngineIoVersion version) => version == EngineIoVersion.V4 ? [] : [MessageType];
}
