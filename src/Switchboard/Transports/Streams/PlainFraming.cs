using Switchboard.Outbound;

namespace Switchboard.Transports.Streams;

/// <summary>Messages that tell their own length.</summary>
internal sealed class PlainFraming : StreamFraming
{
    private PlainFraming()
    {
    }

    public static PlainFraming Instance { get; } = new();

    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => Surround([], payload, []);
}
