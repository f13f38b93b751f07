using System.Buffers.Binary;
using Switchboard.Outbound;

namespace Switchboard.Transports.WebSockets;

/// <summary>Frames of a server: never masked, never fragmented (RFC 6455, section 5.2).</summary>
/// <param name="opcode">Text or binary.</param>
/// <param name="separator">What stands between messages that share a frame; null for nothing.</param>
internal sealed class WebSocketFraming(WebSocketOpcode opcode, byte? separator) : Framing
{
    private const int ShortHeader = 2;
    private const int MediumHeader = 4;
    private const int LongHeader = 10;

    public override int JoinOverhead => MediumHeader;

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => Frame([], payload);

    /// <summary>Frames a message of two parts.</summary>
    public OutboundFrame Frame(ReadOnlySpan<byte> before, ReadOnlySpan<byte> payload)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(SizeOf(before.Length + payload.Length));
        Write(bytes, before, payload);
        return new OutboundFrame(bytes, HeaderLength(before.Length + payload.Length));
    }

    /// <summary>Frames a message that is compressed.</summary>
    public OutboundFrame FrameCompressed(ReadOnlySpan<byte> payload)
    {
        var frame = Frame(payload);
        frame.Bytes[0] |= WebSocketFrameHeader.Compressed;
        return frame;
    }

    /// <summary>How many bytes the frame of a message takes.</summary>
    public static int SizeOf(int payloadLength) => HeaderLength(payloadLength) + payloadLength;

    /// <summary>Writes the frame of a message of two parts, and tells its size.</summary>
    public int Write(Span<byte> buffer, ReadOnlySpan<byte> before, ReadOnlySpan<byte> payload)
    {
        var length = before.Length + payload.Length;
        var header = HeaderLength(length);
        WriteHeader(buffer, opcode, length);
        before.CopyTo(buffer[header..]);
        payload.CopyTo(buffer[(header + before.Length)..]);
        return header + length;
    }

    /// <summary>A control frame.</summary>
    public static OutboundFrame Control(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[ShortHeader + payload.Length];
        WriteHeader(bytes, opcode, payload.Length);
        payload.CopyTo(bytes.AsSpan(ShortHeader));
        return new OutboundFrame(bytes, ShortHeader, IsReply: true) { IsAlone = true };
    }

    public override int JoinedSize(in OutboundFrame frame) => frame.Bytes.Length - frame.PayloadStart + 1;

    public override int Join(in OutboundFrame frame, Span<byte> buffer, int written)
    {
        if (separator is { } between && written > JoinOverhead)
        {
            buffer[written++] = between;
        }

        frame.Payload.CopyTo(buffer[written..]);
        return written + frame.Payload.Length;
    }

    public override int CompleteJoin(Span<byte> buffer, int written)
    {
        var length = written - JoinOverhead;
        var start = JoinOverhead - HeaderLength(length);
        WriteHeader(buffer[start..], opcode, length);
        return start;
    }

    private static int HeaderLength(int payloadLength) => payloadLength switch
    {
        <= 125 => ShortHeader,
        <= ushort.MaxValue => MediumHeader,
        _ => LongHeader,
    };

    private static void WriteHeader(Span<byte> buffer, WebSocketOpcode opcode, int length)
    {
        buffer[0] = (byte)(0x80 | (int)opcode);
        switch (HeaderLength(length))
        {
            case ShortHeader:
                buffer[1] = (byte)length;
                break;
            case MediumHeader:
                buffer[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)length);
                break;
            default:
                buffer[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(buffer[2..], (ulong)length);
                break;
        }
    }
}
