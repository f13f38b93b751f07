using System.Text;
using Switchboard.Outbound;

namespace Switchboard.Transports.Streams;

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
