namespace Switchboard.Wire.Deltas;

/// <summary>Writes the parts of a delta into a buffer, until that is full.</summary>
internal ref struct DeltaWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether something did not fit. What follows is ignored.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether a copy has fewer bytes than what it copies.</summary>
    public static bool IsShorter(int offset, int count)
        => DeltaNumbers.LengthOf((uint)count) + DeltaNumbers.LengthOf((uint)offset) + 2 < count;

    public void Begin(int length) => Write((uint)length, (byte)'\n');

    public void Copy(int offset, int count)
    {
        Write((uint)count, (byte)'@');
        Write((uint)offset, (byte)',');
    }

    public void Insert(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        Write((uint)bytes.Length, (byte)':');
        if (IsFull || _buffer.Length - Length < bytes.Length)
        {
            IsFull = true;
            return;
        }

        bytes.CopyTo(_buffer[Length..]);
        Length += bytes.Length;
    }

    public void End(uint checksum) => Write(checksum, (byte)';');

    private void Write(uint number, byte sign)
    {
        if (IsFull || _buffer.Length - Length < DeltaNumbers.LengthOf(number) + 1)
        {
            IsFull = true;
            return;
        }

        Length += DeltaNumbers.Write(_buffer[Length..], number);
        _buffer[Length++] = sign;
    }
}
