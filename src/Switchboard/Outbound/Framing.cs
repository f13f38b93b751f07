namespace Switchboard.Outbound;

/// <summary>How messages are set apart on one kind of transport. Stateless.</summary>
internal abstract class Framing
{
    /// <summary>Frames one message.</summary>
    public abstract OutboundFrame Frame(ReadOnlySpan<byte> payload);

    /// <summary>The most bytes that <see cref="Join"/> needs for a frame, before its payload is known in full.</summary>
    public abstract int JoinOverhead { get; }

    /// <summary>The bytes that a further message adds to a joined frame.</summary>
    public abstract int JoinedSize(in OutboundFrame frame);

    /// <summary>Appends a message to a joined frame under construction.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="buffer">The frame so far; room for <see cref="JoinedSize"/> is there.</param>
    /// <param name="written">What <paramref name="buffer"/> holds, from <see cref="JoinOverhead"/> on.</param>
    /// <returns>The new value of <paramref name="written"/>.</returns>
    public abstract int Join(in OutboundFrame frame, Span<byte> buffer, int written);

    /// <summary>Completes a joined frame.</summary>
    /// <param name="buffer">The frame; its first <see cref="JoinOverhead"/> bytes are free.</param>
    /// <param name="written">Where its content ends.</param>
    /// <returns>Where the frame begins in <paramref name="buffer"/>.</returns>
    public abstract int CompleteJoin(Span<byte> buffer, int written);
}
