using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Switchboard.Outbound;

namespace Switchboard.Transports.WebSockets;

/// <summary>Close frames (RFC 6455, sections 5.5.1 and 7.4).</summary>
internal static class WebSocketClose
{
    private const int MaxReasonBytes = 123;

    /// <summary>The frame that tells a client why it is closed.</summary>
    public static OutboundFrame Encode(CloseCode code)
    {
        Span<byte> payload = stackalloc byte[2 + MaxReasonBytes];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code.Code);
        Utf8.FromUtf16(code.Reason, payload[2..], out _, out var written);
        return WebSocketFraming.Control(WebSocketOpcode.Close, payload[..(2 + written)]);
    }

    /// <summary>What to answer a client's close frame with: its own code, or 1002 where the frame is wrong.</summary>
    public static CloseCode Answer(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return CloseCodes.Normal;
        }

        if (payload.Length == 1)
        {
            return CloseCodes.ProtocolError;
        }

        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!MayBeSent(code))
        {
            return CloseCodes.ProtocolError;
        }

        return Utf8.IsValid(payload[2..]) ? new CloseCode(code, Encoding.UTF8.GetString(payload[2..])) : CloseCodes.InvalidPayload;
    }

    private static bool MayBeSent(ushort code) => code is (>= 1000 and <= 1014 and not (1004 or 1005 or 1006)) or (>= 3000 and <= 4999);
}
