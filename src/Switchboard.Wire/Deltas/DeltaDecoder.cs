namespace Switchboard.Wire.Deltas;

/// <summary>Carries one delta out. Everything is checked before it is believed.</summary>
internal ref struct DeltaDecoder(ReadOnlySpan<byte> source, ReadOnlySpan<byte> delta)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private readonly ReadOnlySpan<byte> _delta = delta;
    private int _position;
    private int _written;

    public byte[] Decode(int maxBytes)
    {
        var length = ReadNumber();
        Expect((byte)'\n');
        if (length > (uint)maxBytes)
        {
            throw new FormatException($"The delta makes {length} bytes, more than {maxBytes}.");
        }

        // A copy can make much of a few bytes, so that the length that is claimed says nothing of the delta's own. It is below the limit.
        var target = new byte[length];
        while (true)
        {
            var number = ReadNumber();
            switch (ReadSign())
            {
                case (byte)'@':
                    var offset = ReadNumber();
                    Expect((byte)',');
                    Append(target, _source, offset, number);
                    break;
                case (byte)':':
                    Append(target, _delta, (uint)_position, number);
                    _position += (int)number;
                    break;
                case (byte)';':
                    Finish(target, number);
                    return target;
                default:
                    throw new FormatException("The delta has an unknown command.");
            }
        }
    }

    private void Append(Span<byte> target, ReadOnlySpan<byte> from, uint offset, uint count)
    {
        if ((ulong)offset + count > (uint)from.Length || count > (uint)(target.Length - _written))
        {
            throw new FormatException("The delta reaches beyond what it is made of, or makes.");
        }

        from.Slice((int)offset, (int)count).CopyTo(target[_written..]);
        _written += (int)count;
    }

    private readonly void Finish(ReadOnlySpan<byte> target, uint checksum)
    {
        if (_written != target.Length || _position != _delta.Length)
        {
            throw new FormatException("The delta has another length than it says.");
        }

        if (DeltaChecksum.Of(target) != checksum)
        {
            throw new FormatException("The delta was made of something else.");
        }
    }

    private uint ReadNumber() => DeltaNumbers.Read(_delta, ref _position);

    private byte ReadSign() => _position < _delta.Length ? _delta[_position++] : throw new FormatException("The delta ends early.");

    private void Expect(byte sign)
    {
        if (ReadSign() != sign)
        {
            throw new FormatException("The delta is malformed.");
        }
    }
}
