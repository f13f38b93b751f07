using Switchboard.Outbound;
using Switchboard.Transports.Streams;

namespace Switchboard.Transports.WebSockets;

/// <summary>One message a frame: several go out in one send, each in a frame of its own. A message is text; binary frames are made beside it.</summary>
internal sealed class PacketFraming : StreamFraming
{
    private static readonly WebSocketFraming _text = new(WebSocketOpcode.Text, separator: null);
    private static readonly WebSocketFraming _binary = new(WebSocketOpcode.Binary, separator: null);

    private PacketFraming()
    {
    }

    public static PacketFraming Instance { get; } = new();

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => _text.Frame(payload);

    /// <summary>Frames a binary message.</summary>
    public static OutboundFrame FrameBinary(ReadOnlySpan<byte> payload) => _binary.Frame(payload);
}
