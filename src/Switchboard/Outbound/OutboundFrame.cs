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

/// <summary>A protocol's encoding on one kind of transport. Connections that share an instance share the bytes of what they receive.</summary>
internal abstract class WireFormat(Framing framing)
{
    /// <summary>How messages are set apart.</summary>
    public Framing Framing { get; } = framing;

    /// <summary>Whether connections share the instance. One that does not is encoded for its single connection, in the order of sending.</summary>
    public virtual bool IsShared => true;

    /// <summary>Whether payloads that are not JSON can be carried.</summary>
    public abstract bool CarriesBinary { get; }

    /// <summary>The server's ping; null where the transport needs none.</summary>
    public abstract OutboundFrame? Ping { get; }

    /// <summary>Encodes what the server tells unasked.</summary>
    public abstract OutboundFrame Encode(Push push);

    /// <summary>The last thing that a connection is told.</summary>
    public abstract OutboundFrame EncodeClose(CloseCode code);
}
