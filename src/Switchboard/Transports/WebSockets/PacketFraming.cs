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

    /// <summary>Frames a text of two parts.</summary>
    public static OutboundFrame FrameText(ReadOnlySpan<byte> before, ReadOnlySpan<byte> payload) => _text.Frame(before, payload);

    /// <summary>Frames a binary message of two parts.</summary>
    public static OutboundFrame FrameBinary(ReadOnlySpan<byte> before, ReadOnlySpan<byte> payload) => _binary.Frame(before, payload);

    /// <summary>Frames a text and the binary messages that belong behind it as one, which nothing comes between.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mark">What each binary message begins with.</param>
    /// <param name="attachments">The binary messages; each is copied once.</param>
    public static OutboundFrame FrameRow(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var size = WebSocketFraming.SizeOf(text.Length);
        for (var i = 0; i < attachments.Count; i++)
        {
            size = checked(size + WebSocketFraming.SizeOf(mark.Length + attachments[i].Length));
        }

        var bytes = GC.AllocateUninitializedArray<byte>(size);
        var written = _text.Write(bytes, [], text);
        var start = written - text.Length;
        for (var i = 0; i < attachments.Count; i++)
        {
            written += _binary.Write(bytes.AsSpan(written), mark, attachments[i].Span);
        }

        return new OutboundFrame(bytes, start);
    }
}
