using System.Text;
using System.Text.Unicode;

namespace Switchboard.Wire.Protobuf;

/// <summary>Reads the fields of one Protobuf message. Every length is checked before it is believed.</summary>
/// <remarks>Malformed input shows as <see cref="FormatException"/>, also where a known field has another wire type than it should.</remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int MaxFieldNumber = (1 << 29) - 1;

    private ReadOnlySpan<byte> _rest = message;
    private WireType _type;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Moves to the next field; false at the message's end. The field is then read or skipped.</summary>
    public bool NextField(out int number)
    {
        number = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadRawVarint();
        var field = tag >> 3;
        if (field is 0 or > MaxFieldNumber)
        {
            throw new FormatException("A field number is out of range.");
        }

        number = (int)field;
        _type = (WireType)(tag & 7);
        return true;
    }

    public string ReadString()
    {
        var text = ReadSpan();
        if (!Utf8.IsValid(text))
        {
            throw new FormatException("A string is not UTF-8.");
        }

        return Encoding.UTF8.GetString(text);
    }

    public ReadOnlyMemory<byte> ReadBytes() => ReadSpan().ToArray();

    public ProtoReader ReadMessage() => new(ReadSpan());

    public bool ReadBoolean() => ReadUInt64() != 0;

    public uint ReadUInt32()
    {
        var value = ReadUInt64();
        return value <= uint.MaxValue ? (uint)value : throw OutOfRange();
    }

    /// <summary>Reads an int32, whose negative values are encoded as 64 bits.</summary>
    public int ReadInt32()
    {
        var value = ReadInt64();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw OutOfRange();
    }

    public long ReadInt64() => unchecked((long)ReadUInt64());

    public ulong ReadUInt64()
    {
        Expect(WireType.Varint);
        return ReadRawVarint();
    }

    /// <summary>Passes over the value of an unknown field.</summary>
    public void SkipValue()
    {
        switch (_type)
        {
            case WireType.Varint:
                ReadRawVarint();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.LengthDelimited:
                Take(ReadRawVarint());
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw new FormatException("A field has an unknown wire type.");
        }
    }

    /// <summary>Reads bytes that have their length before them and no tag.</summary>
    public ReadOnlySpan<byte> ReadLengthPrefixed() => Take(ReadRawVarint());

    private static FormatException OutOfRange() => new("A number is out of range.");

    private ReadOnlySpan<byte> ReadSpan()
    {
        Expect(WireType.LengthDelimited);
        return ReadLengthPrefixed();
    }

    private readonly void Expect(WireType type)
    {
        if (_type != type)
        {
            throw new FormatException("A field has the wrong wire type.");
        }
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new FormatException("The message ends too early.");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong ReadRawVarint()
    {
        ulong value = 0;
        for (var i = 0; i < _rest.Length; i++)
        {
            var part = _rest[i];

            // Nine bytes hold 63 bits: the tenth has the last one and is the last.
            if (i == 9 && part > 1)
            {
                throw OutOfRange();
            }

            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("The message ends too early.");
    }
}

/// <summary>How a Protobuf field's value is laid out. Groups (3 and 4) are not of proto3 and never accepted.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}
