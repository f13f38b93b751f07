namespace Switchboard.Outbound;

/// <summary>One encoded message, framed for its transport. The bytes are shared by all receivers and never change.</summary>
/// <param name="Bytes">The frame, as it goes out when nothing else waits.</param>
/// <param name="PayloadStart">Where the message itself begins: what is before belongs to the frame alone.</param>
/// <param name="IsReply">Whether the receiver asked for it: replies hold back further commands, pushes count against the slow limit.</param>
internal readonly record struct OutboundFrame(byte[] Bytes, int PayloadStart, bool IsReply = false)
{
    /// <summary>Whether the frame goes out as it is even when others wait: control frames do.</summary>
    public bool IsAlone { get; init; }

    public ReadOnlySpan<byte> Payload => Bytes.AsSpan(PayloadStart);
}
