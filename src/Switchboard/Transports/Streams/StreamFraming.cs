using Switchboard.Outbound;

namespace Switchboard.Transports.Streams;

/// <summary>Messages of a response that never ends: each frame stands for itself, so that several are joined by putting them in a row.</summary>
internal abstract class StreamFraming : Framing
{
    public sealed override int JoinOverhead => 0;

    public sealed override int JoinedSize(in OutboundFrame frame) => frame.Bytes.Length;

    public sealed override int Join(in OutboundFrame frame, Span<byte> buffer, int written)
    {
        frame.Bytes.CopyTo(buffer[written..]);
        return written + frame.Bytes.Length;
    }

    public sealed override int CompleteJoin(Span<byte> buffer, int written) => 0;

    /// <summary>A frame of the parts around a message.</summary>
    protected static OutboundFrame Surround(ReadOnlySpan<byte> before, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> after)
    {
        var bytes = new byte[before.Length + payload.Length + after.Length];
        before.CopyTo(bytes);
        payload.CopyTo(bytes.AsSpan(before.Length));
        after.CopyTo(bytes.AsSpan(before.Length + payload.Length));
        return new OutboundFrame(bytes, before.Length);
    }
}
