using System.Text.Unicode;

namespace Switchboard.Wire.SocketIo;

/// <summary>Takes the body of a polling request apart into packets. A mutable struct: keep it in a local, never copy it.</summary>
/// <remarks>
/// Revision 4 parts packets by 0x1E. Revision 3 puts a length before each: in text, UTF-16 code units and a colon; in its binary
/// form, a byte for text or binary, the length in bytes as digits of a byte each, and 0xFF.
/// </remarks>
public struct EngineIoPayloadReader
{
    private const byte Separator = 0x1E;
    private const byte LengthEnd = 0xFF;
    private const int MaxLengthDigits = 9;

    private readonly EngineIoVersion _version;
    private readonly bool _isBinary;
    private ReadOnlyMemory<byte> _rest;
    private bool _isEnded;

    /// <summary>Begins to read a body.</summary>
    /// <param name="version">The protocol's revision.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="isBinary">Whether it is of revision 3's binary form.</param>
    public EngineIoPayloadReader(EngineIoVersion version, ReadOnlyMemory<byte> body, bool isBinary)
    {
        _version = version;
        _isBinary = isBinary && version == EngineIoVersion.V3;
        _rest = body;
        IsMalformed = body.IsEmpty || (!_isBinary && !Utf8.IsValid(body.Span));
        _isEnded = IsMalformed;
    }

    /// <summary>Whether the body is not what the protocol says. Known at the latest when <see cref="TryRead"/> says false.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Reads the next packet.</summary>
    /// <param name="packet">The packet; its data is part of the body unless it was base64.</param>
    /// <returns>False at the end, or where the body is malformed.</returns>
    public bool TryRead(out EngineIoPacket packet)
    {
        packet = default;
        if (_isEnded)
        {
            return false;
        }

        var isRead = _version == EngineIoVersion.V4 ? TryReadSeparated(out packet)
            : _isBinary ? TryReadBinary(out packet)
            : TryReadCounted(out packet);
        IsMalformed = !isRead;
        _isEnded |= !isRead;
        return isRead;
    }

    private bool TryReadSeparated(out EngineIoPacket packet)
    {
        var end = _rest.Span.IndexOf(Separator);
        var text = end < 0 ? _rest : _rest[..end];
        _isEnded = end < 0;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return EngineIoCodec.TryReadText(_version, text, out packet);
    }

    private bool TryReadCounted(out EngineIoPacket packet)
    {
        packet = default;
        var colon = _rest.Span[..Math.Min(_rest.Length, MaxLengthDigits + 1)].IndexOf((byte)':');
        if (colon <= 0 || !TryReadLength(_rest.Span[..colon], (byte)'0', out var units))
        {
            return false;
        }

        var text = _rest[(colon + 1)..];
        var length = BytesOf(text.Span, units);
        return length >= 0 && EngineIoCodec.TryReadText(_version, Take(text, length), out packet);
    }

    private bool TryReadBinary(out EngineIoPacket packet)
    {
        packet = default;
        var span = _rest.Span;
        var end = span[..Math.Min(span.Length, MaxLengthDigits + 2)].IndexOf(LengthEnd);
        if (end < 2 || span[0] > 1 || !TryReadLength(span[1..end], 0, out var length) || length > span.Length - end - 1)
        {
            return false;
        }

        var isText = span[0] == 0;
        var data = Take(_rest[(end + 1)..], length);
        return isText
            ? Utf8.IsValid(data.Span) && EngineIoCodec.TryReadText(_version, data, out packet)
            : EngineIoCodec.TryReadBinary(_version, data, out packet);
    }

    private ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> from, int length)
    {
        _rest = from[length..];
        _isEnded = _rest.IsEmpty;
        return from[..length];
    }

    private static bool TryReadLength(ReadOnlySpan<byte> digits, byte zero, out int length)
    {
        length = 0;
        foreach (var digit in digits)
        {
            if (digit < zero || digit > zero + 9)
            {
                return false;
            }

            length = (length * 10) + digit - zero;
        }

        return digits.Length <= MaxLengthDigits;
    }

    /// <summary>How many bytes make so many UTF-16 code units; -1 where there are not enough, or a surrogate pair would be cut.</summary>
    private static int BytesOf(ReadOnlySpan<byte> text, int units)
    {
        var position = 0;
        while (units > 0 && position < text.Length)
        {
            var (bytes, taken) = text[position] switch
            {
                < 0x80 => (1, 1),
                < 0xE0 => (2, 1),
                < 0xF0 => (3, 1),
                _ => (4, 2),
            };
            position += bytes;
            units -= taken;
        }

        return units == 0 ? position : -1;
    }
}
