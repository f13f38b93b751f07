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

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload)
    {
        var header = HeaderLength(payload.Length);
        var bytes = GC.AllocateUninitializedArray<byte>(header + payload.Length);
        WriteHeader(bytes, opcode, payload.Length);
        payload.CopyTo(bytes.AsSpan(header));
        return new OutboundFrame(bytes, header);
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
