using Switchboard.Outbound;

namespace Switchboard.Transports.Streams;

/// <summary>One message a line. Messages have no line breaks.</summary>
internal sealed class LineFraming : StreamFraming
{
    private LineFraming()
    {
    }

    public static LineFraming Instance { get; } = new();

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => Surround([], payload, "\n"u8);
}
