namespace Switchboard.Tests.Protocols.Centrifuge;

/// <summary>As much of Protobuf as a client needs, written without the library under test.</summary>
internal static class Proto
{
    public static byte[] Number(int field, ulong value) => [.. Varint((ulong)(field << 3)), .. Varint(value)];

    public static byte[] Field(int field, byte[] value) => [.. Varint((ulong)((field << 3) | 2)), .. Message(value)];

    public static byte[] Text(int field, string value) => Field(field, System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>A message behind its length.</summary>
    public static byte[] Message(byte[] value) => [.. Varint((ulong)value.Length), .. value];

    /// <summary>The fields of the next message of a stream.</summary>
    public static async Task<Dictionary<int, byte[]>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (length, shift) = (0, 0);
        var one = new byte[1];
        do
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            length |= (one[0] & 0x7F) << shift;
            shift += 7;
        }
        while (one[0] >= 0x80);
        var message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return Parse(message);
    }

    /// <summary>The fields of a message by number; numbers below 128 as one byte.</summary>
    public static Dictionary<int, byte[]> Parse(byte[] message)
    {
        var fields = new Dictionary<int, byte[]>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = (int)ReadVarint(message, ref at);
            var value = ReadVarint(message, ref at);
            var isBytes = (tag & 7) == 2;
            fields[tag >> 3] = isBytes ? message[at..(at + (int)value)] : [(byte)value];
            at += isBytes ? (int)value : 0;
        }

        return fields;
    }

    private static ulong ReadVarint(byte[] bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
