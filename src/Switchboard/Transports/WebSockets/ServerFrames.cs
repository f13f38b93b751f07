using System.Buffers.Binary;

namespace Switchboard.Transports.WebSockets;

/// <summary>Takes frames of this server apart again, for transports that carry the same messages in another form.</summary>
internal static class ServerFrames
{
    /// <summary>Reads the next frame.</summary>
    /// <param name="frames">Whole frames; afterwards those that are left.</param>
    /// <param name="opcode">The frame's kind.</param>
    /// <param name="payload">What it carries.</param>
    /// <returns>False where there is none.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> frames, out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = default;
        payload = default;
        if (frames.IsEmpty)
        {
            return false;
        }

        opcode = (WebSocketOpcode)(frames[0] & 0x0F);
        var (header, length) = frames[1] switch
        {
            126 => (4, BinaryPrimitives.ReadUInt16BigEndian(frames[2..])),
            127 => (10, (int)BinaryPrimitives.ReadUInt64BigEndian(frames[2..])),
            var small => (2, small),
        };
        payload = frames.Slice(header, length);
        frames = frames[(header + length)..];
        return true;
    }
}
