using System.Text;
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

/// <summary>One message a line. Messages have no line breaks.</summary>
internal sealed class LineFraming : StreamFraming
{
    private LineFraming()
    {
    }

    public static LineFraming Instance { get; } = new();

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => Surround([], payload, "\n"u8);
}

/// <summary>Messages that tell their own length.</summary>
internal sealed class PlainFraming : StreamFraming
{
    private PlainFraming()
    {
    }

    public static PlainFraming Instance { get; } = new();

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => Surround([], payload, []);
}

/// <summary>Server-sent events (HTML standard, section 9.2): one message an event. Messages have no line breaks.</summary>
internal sealed class SseFraming : StreamFraming
{
    private SseFraming()
    {
    }

    public static SseFraming Instance { get; } = new();

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => Surround("data: "u8, payload, "\n\n"u8);

    /// <summary>An event that the client names as the last one it has seen when it comes back.</summary>
    /// <param name="id">The id; without line breaks.</param>
    /// <param name="payload">The message.</param>
    public static OutboundFrame Frame(string id, ReadOnlySpan<byte> payload)
        => Surround(Encoding.UTF8.GetBytes($"id: {id}\ndata: "), payload, "\n\n"u8);
}
