using System.Text;
using System.Text.Unicode;

namespace Switchboard.Wire.Protobuf;

/// <summary>Reads the fields of one Protobuf message. Every length is checked before it is believed.</summary>
/// <remarks>
/// The pattern is <c>while (reader.NextField())</c> around one <c>ReadField(number, ref local)</c> for each known field: the one that is
/// there is read into its local, a repeated one overwrites it, and unknown ones are skipped. Locals and overloads instead of delegates or
/// a table of fields: nothing is allocated but what the message contains. Malformed input shows as <see cref="FormatException"/>, also
/// where a known field has another wire type than it should.
/// </remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int MaxFieldNumber = (1 << 29) - 1;

    private ReadOnlySpan<byte> _rest = message;
    private WireType _type;

    /// <summary>The number of the current field; 0 once its value was read.</summary>
    public int Number { get; private set; }

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Moves to the next field; false at the message's end. The value of the current one is skipped unless it was read.</summary>
    public bool NextField()
    {
        if (Number != 0)
        {
            SkipValue();
        }

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

        Number = (int)field;
        _type = (WireType)(tag & 7);
        return true;
    }

    /// <summary>Reads the current field if it has this number.</summary>
    public void ReadField(int number, ref string value)
    {
        if (Number == number)
        {
            value = ReadString();
        }
    }

    /// <inheritdoc cref="ReadField(int, ref string)"/>
    public void ReadField(int number, ref ReadOnlyMemory<byte> value)
    {
        if (Number == number)
        {
            value = ReadBytes();
        }
    }

    /// <inheritdoc cref="ReadField(int, ref string)"/>
    public void ReadField(int number, ref bool value)
    {
        if (Number == number)
        {
            value = ReadBoolean();
        }
    }

    /// <inheritdoc cref="ReadField(int, ref string)"/>
    public void ReadField(int number, ref uint value)
    {
        if (Number == number)
        {
            value = ReadUInt32();
        }
    }

    /// <inheritdoc cref="ReadField(int, ref string)"/>
    public void ReadField(int number, ref int value)
    {
        if (Number == number)
        {
            value = ReadInt32();
        }
    }

    /// <inheritdoc cref="ReadField(int, ref string)"/>
    public void ReadField(int number, ref long value)
    {
        if (Number == number)
        {
            value = ReadInt64();
        }
    }

    /// <inheritdoc cref="ReadField(int, ref string)"/>
    public void ReadField(int number, ref ulong value)
    {
        if (Number == number)
        {
            value = ReadUInt64();
        }
    }

    /// <summary>Reads a message with a single known field, of which only that one counts.</summary>
    public string ReadSingleString(int number)
    {
        var value = "";
        while (NextField())
        {
            ReadField(number, ref value);
        }

        return value;
    }

    /// <inheritdoc cref="ReadSingleString"/>
    public ReadOnlyMemory<byte> ReadSingleBytes(int number)
    {
        ReadOnlyMemory<byte> value = default;
        while (NextField())
        {
            ReadField(number, ref value);
        }

        return value;
    }

    /// <summary>Checks a message that has no known fields.</summary>
    public void SkipFields()
    {
        while (NextField())
        {
            // NextField skips what it leaves behind.
        }
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

    /// <summary>Reads a number of the type sint64.</summary>
    public long ReadZigZag64()
    {
        var value = ReadUInt64();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public ulong ReadUInt64()
    {
        Expect(WireType.Varint);
        return ReadRawVarint();
    }

    /// <summary>Reads bytes that have their length before them and no tag.</summary>
    public ReadOnlySpan<byte> ReadLengthPrefixed() => Take(ReadRawVarint());

    private static FormatException OutOfRange() => new("A number is out of range.");

    private ReadOnlySpan<byte> ReadSpan()
    {
        Expect(WireType.LengthDelimited);
        return ReadLengthPrefixed();
    }

    private void Expect(WireType type)
    {
        if (_type != type)
        {
            throw new FormatException("A field has the wrong wire type.");
        }

        Number = 0;
    }

    private void SkipValue()
    {
        Number = 0;
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
        // Nearly every tag, length and number has a single byte.
        if (!_rest.IsEmpty && _rest[0] is var first and < 0x80)
        {
            _rest = _rest[1..];
            return first;
        }

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
