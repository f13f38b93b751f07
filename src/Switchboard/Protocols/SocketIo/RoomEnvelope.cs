using System.Buffers;
using System.Buffers.Binary;

namespace Switchboard.Protocols.SocketIo;

/// <summary>A packet with its attachments as the payload of a room's publication: each part behind its length.</summary>
internal static class RoomEnvelope
{
    private const int LengthBytes = sizeof(int);

    /// <summary>Puts a packet in.</summary>
    public static ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> packet, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var output = new ArrayBufferWriter<byte>(packet.Length + LengthBytes);
        Add(output, packet);
        foreach (var attachment in attachments)
        {
            Add(output, attachment.Span);
        }

        return output.WrittenMemory;
    }

    /// <summary>Takes the next part out.</summary>
    public static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> envelope)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(envelope.Span);
        var part = envelope.Slice(LengthBytes, length);
        envelope = envelope[(LengthBytes + length)..];
        return part;
    }

    private static void Add(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(LengthBytes), part.Length);
        output.Advance(LengthBytes);
        output.Write(part);
    }
}
