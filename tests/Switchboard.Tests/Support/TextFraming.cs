using System.Text;
using Switchboard.Outbound;

namespace Switchboard.Tests.Support;

/// <summary>Messages as lines of text. Joining changes nothing, so that the bytes sent are those enqueued.</summary>
internal sealed class TextFraming : Framing
{
    public static TextFraming Instance { get; } = new();

    public override int JoinOverhead => 0;

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => new([.. payload, (byte)'\n'], 0);

    public static OutboundFrame Frame(string text) => new(Encoding.UTF8.GetBytes(text + "\n"), 0);

    public override int JoinedSize(in OutboundFrame frame) => frame.Bytes.Length;

    public override int Join(in OutboundFrame frame, Span<byte> buffer, int written)
    {
        frame.Bytes.CopyTo(buffer[written..]);
        return written + frame.Bytes.Length;
    }

    public override int CompleteJoin(Span<byte> buffer, int written) => 0;
}
