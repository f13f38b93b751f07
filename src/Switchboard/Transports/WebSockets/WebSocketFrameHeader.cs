using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Switchboard.Transports.WebSockets;

/// <summary>The head of a client's frame (RFC 6455, section 5.2).</summary>
/// <remarks>
/// <code>
///  0               1               2               3
/// |F|R|R|R| opcode|M| length (7)  |  length (16 or 64, if 126 or 127)  | masking key (32) |
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct WebSocketFrameHeader
{
    /// <summary>The longest head of a client's frame.</summary>
    public const int MaxLength = 14;

    private const int MaxControlPayload = 125;
    private const byte Final = 0x80;
    private const byte Reserved = 0x70;

    /// <summary>The bit that says that a message is compressed (RFC 7692, section 6).</summary>
    public const byte Compressed = 0x40;

    private const byte Masked = 0x80;

    private WebSocketFrameHeader(byte first, byte second, int length, long payloadLength, uint mask, bool mayBeCompressed)
    {
        IsFinal = (first & Final) != 0;
        Opcode = (WebSocketOpcode)(first & 0x0F);
        Length = length;
        PayloadLength = payloadLength;
        Mask = mask;
        IsCompressed = (first & Compressed) != 0;
        IsValid = (first & Reserved & (mayBeCompressed && IsMessageStart ? ~Compressed : ~0)) == 0
            && (second & Masked) != 0
            && payloadLength >= 0
            && Opcode is (>= WebSocketOpcode.Continuation and <= WebSocketOpcode.Binary) or (>= WebSocketOpcode.Close and <= WebSocketOpcode.Pong)
            && (!IsControl || (IsFinal && (second & 0x7F) <= MaxControlPayload));
    }

    public bool IsFinal { get; }

    public WebSocketOpcode Opcode { get; }

    /// <summary>Whether the message that begins with it is compressed.</summary>
    public bool IsCompressed { get; }

    /// <summary>The length of the head itself.</summary>
    public int Length { get; }

    public long PayloadLength { get; }

    public uint Mask { get; }

    /// <summary>Whether a client may send such a frame at all.</summary>
    public bool IsValid { get; }

    public bool IsControl => Opcode >= WebSocketOpcode.Close;

    public bool IsContinuation => Opcode == WebSocketOpcode.Continuation;

    private bool IsMessageStart => Opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary;

    /// <summary>Reads a head. False where more bytes are needed; a head that is wrong already counts as read.</summary>
    /// <param name="bytes">What there is.</param>
    /// <param name="header">The head.</param>
    /// <param name="mayBeCompressed">Whether compression was agreed upon.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out WebSocketFrameHeader header, bool mayBeCompressed = false)
    {
        header = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        var isMasked = (bytes[1] & Masked) != 0;
        var extended = (bytes[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
        var length = 2 + extended + (isMasked ? 4 : 0);
        if (bytes.Length < length)
        {
            // What the first two bytes give away need not wait for the rest.
            header = new WebSocketFrameHeader(bytes[0], bytes[1], length, bytes[1] & 0x7F, 0, mayBeCompressed);
            return !header.IsValid;
        }

        var payloadLength = extended switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            8 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => bytes[1] & 0x7F,
        };
        var mask = isMasked ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(2 + extended)..]) : 0;
        header = new WebSocketFrameHeader(bytes[0], bytes[1], length, payloadLength, mask, mayBeCompressed);
        return true;
    }
}

/// <summary>What a frame is (RFC 6455, section 11.8).</summary>
internal enum WebSocketOpcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
