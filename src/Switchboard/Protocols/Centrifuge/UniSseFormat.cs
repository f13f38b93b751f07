using Switchboard.Outbound;
using Switchboard.Transports.Streams;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>One connection's one-way stream: pushes without the wrapper, each event with an id from which the client can resume.</summary>
internal sealed class UniSseFormat() : WireFormat(SseFraming.Instance)
{
    private static readonly OutboundFrame _ping = SseFraming.Instance.Frame(CentrifugeJsonCodec.Instance.Ping.Span);

    private readonly ChannelPositions _positions = new();

    /// <inheritdoc/>
    public override bool IsShared => false;

    /// <inheritdoc/>
    public override bool CarriesBinary => false;

    /// <inheritdoc/>
    public override OutboundFrame? Ping => _ping;

    /// <inheritdoc/>
    public override OutboundFrame Encode(Push push) => EncodeNext(PushMapping.ToWire(push));

    /// <summary>The first event.</summary>
    public OutboundFrame EncodeConnect(ConnectReply reply) => EncodeNext(new ConnectPush(reply)) with { IsReply = true };

    /// <inheritdoc/>
    /// <remarks>Without an id, for which the client keeps the last one: what waited in the queue may never have been sent.</remarks>
    public override OutboundFrame EncodeClose(CloseCode code)
    {
        var buffer = EncodeBuffer.Rent();
        CentrifugeJsonCodec.WriteUnidirectional(buffer, new DisconnectPush(code));
        return Framing.Frame(buffer.WrittenSpan);
    }

    private OutboundFrame EncodeNext(CentrifugePush push)
    {
        _positions.Follow(push);
        var buffer = EncodeBuffer.Rent();
        CentrifugeJsonCodec.WriteUnidirectional(buffer, push);
        return SseFraming.Frame(_positions.Token, buffer.WrittenSpan);
    }
}
