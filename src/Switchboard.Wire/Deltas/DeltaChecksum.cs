using System.Buffers.Binary;

namespace Switchboard.Wire.Deltas;

/// <summary>The checksum of a delta's result: the sum of its words of four bytes, the highest first, the last filled up with zeros.</summary>
internal static class DeltaChecksum
{
    private const int Word = sizeof(uint);

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        while (bytes.Length >= Word)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
            bytes = bytes[Word..];
        }

        Span<byte> last = stackalloc byte[Word];
        last.Clear();
        bytes.CopyTo(last);
        return sum + BinaryPrimitives.ReadUInt32BigEndian(last);
    }
}
