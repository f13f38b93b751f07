namespace Switchboard.Wire.Deltas;

/// <summary>Numbers as deltas have them: base 64, the highest digit first.</summary>
internal static class DeltaNumbers
{
    /// <summary>The most digits of 32 bits.</summary>
    public const int MaxDigits = 6;

    private const byte None = 0xFF;

    private static readonly byte[] _values = MakeValues();

    private static ReadOnlySpan<byte> Digits => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"u8;

    /// <summary>How many digits a number has.</summary>
    public static int LengthOf(uint value)
    {
        var length = 1;
        while ((value >>= 6) > 0)
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes a number, and tells its length. The room is there.</summary>
    public static int Write(Span<byte> output, uint value)
    {
        var length = LengthOf(value);
        for (var i = length - 1; i >= 0; i--)
        {
            output[i] = Digits[(int)(value & 63)];
            value >>= 6;
        }

        return length;
    }

    /// <summary>Reads a number of one digit at least.</summary>
    /// <exception cref="FormatException">There is none, or it has more than 32 bits.</exception>
    public static uint Read(ReadOnlySpan<byte> input, ref int position)
    {
        ulong value = 0;
        var start = position;
        while (position < input.Length && _values[input[position]] is var digit && digit != None)
        {
            value = (value << 6) | digit;
            position++;
            if (value > uint.MaxValue)
            {
                throw new FormatException("The delta has a number that is too large.");
            }
        }

        return position > start ? (uint)value : throw new FormatException("The delta lacks a number.");
    }

    private static byte[] MakeValues()
    {
        var values = new byte[256];
        values.AsSpan().Fill(None);
        for (var i = 0; i < Digits.Length; i++)
        {
            values[Digits[i]] = (byte)i;
        }

        return values;
    }
}
