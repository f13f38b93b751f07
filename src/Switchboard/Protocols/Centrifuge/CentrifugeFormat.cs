using Switchboard.Outbound;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>The Centrifuge protocol in one encoding on one kind of transport.</summary>
internal abstract class CentrifugeFormat : WireFormat
{
    private readonly ICentrifugeCodec _codec;

    protected CentrifugeFormat(ICentrifugeCodec codec, Framing framing, bool carriesBinary)
        : base(framing)
    {
        _codec = codec;
        CarriesBinary = carriesBinary;
        Ping = framing.Frame(codec.Ping.Span);
    }

    public override bool CarriesBinary { get; }

    public override OutboundFrame? Ping { get; }

    public override OutboundFrame Encode(Push push) => Encode(PushMapping.ToWire(push));

    public OutboundFrame Encode(CentrifugePush push)
    {
        var buffer = EncodeBuffer.Rent();
        _codec.WritePush(buffer, push);
        return Framing.Frame(buffer.WrittenSpan);
    }

    public OutboundFrame EncodeReply(uint id, CentrifugeReply reply)
    {
        var buffer = EncodeBuffer.Rent();
        _codec.WriteReply(buffer, id, reply);
        return Framing.Frame(buffer.WrittenSpan) with { IsReply = true };
    }

    public OutboundFrame EncodeError(uint id, ErrorCode error)
    {
        var buffer = EncodeBuffer.Rent();
        _codec.WriteError(buffer, id, error);
        return Framing.Frame(buffer.WrittenSpan) with { IsReply = true };
    }
}
