using System.Buffers.Binary;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Tests.Transports.WebSockets;

/// <summary>Makes the frames of a client, right ones and wrong ones, without the code under test.</summary>
internal sealed record ClientFrame(int Opcode, byte[] Payload)
{
    public bool IsFinal { get; init; } = true;

    /// <summary>The three reserved bits, as they stand in the first byte.</summary>
    public int Reserved { get; init; }

    public bool IsMasked { get; init; } = true;

    public uint Mask { get; init; } = 0xA1B2C3D4;

    /// <summary>The length that the head claims; null for the true one.</summary>
    public ulong? ClaimedLength { get; init; }

    /// <summary>How many bytes the length takes behind the second: 0, 2 or 8; null for the fewest that do.</summary>
    public int? LengthBytes { get; init; }

    public static ClientFrame Text(string text) => new((int)WebSocketOpcode.Text, System.Text.Encoding.UTF8.GetBytes(text));

    public static byte[] Join(params ReadOnlySpan<ClientFrame> frames)
    {
        var stream = new MemoryStream();
        foreach (var frame in frames)
        {
            stream.Write(frame.Encode());
        }

        return stream.ToArray();
    }

    public byte[] Encode()
    {
        var length = ClaimedLength ?? (ulong)Payload.Length;
        var extended = LengthBytes ?? length switch { < 126 => 0, <= ushort.MaxValue => 2, _ => 8 };
        var bytes = new byte[2 + extended + (IsMasked ? 4 : 0) + Payload.Length];
        bytes[0] = (byte)((IsFinal ? 0x80 : 0) | Reserved | Opcode);
        bytes[1] = (byte)((IsMasked ? 0x80 : 0) | extended switch { 2 => 126, 8 => 127, _ => (int)length });
        if (extended == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)length);
        }
        else if (extended == 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(2), length);
        }

        Span<byte> key = stackalloc byte[4];
        key.Clear();
        if (IsMasked)
        {
            BinaryPrimitives.WriteUInt32BigEndian(key, Mask);
            key.CopyTo(bytes.AsSpan(2 + extended));
        }

        var start = bytes.Length - Payload.Length;
        for (var i = 0; i < Payload.Length; i++)
        {
            bytes[start + i] = (byte)(Payload[i] ^ key[i % 4]);
        }

        return bytes;
    }
}
