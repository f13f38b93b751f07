using Switchboard.Outbound;
using Switchboard.Timing;
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

        // Protobuf carries bytes, and JSON a string: of JSON in JSON a client could not tell which bytes it was made of.
        var whole = codec is CentrifugeJsonCodec ? new DeltaFormat(this, PayloadForm.Text) : (WireFormat)this;
        Deltas = new DeltaFormats(whole, new DeltaFormat(this, PayloadForm.Delta), FossilDeltas.Instance);
    }

    public override bool CarriesBinary { get; }

    public override OutboundFrame? Ping { get; }

    /// <summary>How publications are encoded for those who take deltas.</summary>
    public DeltaFormats Deltas { get; }

    public override OutboundFrame Encode(Push push) => Encode(PushMapping.ToWire(push));

    public OutboundFrame Encode(CentrifugePush push)
    {
        var buffer = EncodeBuffer.Rent();
        _codec.WritePush(buffer, push);
        return Frame(push, buffer.WrittenSpan);
    }

    /// <summary>Frames a push that is encoded.</summary>
    protected virtual OutboundFrame Frame(CentrifugePush push, ReadOnlySpan<byte> encoded) => Framing.Frame(encoded);

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

/// <summary>Pushes as messages of the Centrifuge protocol.</summary>
internal static class PushMapping
{
    public static CentrifugePush ToWire(Push push) => push switch
    {
        PublicationArrived arrived => new PublicationPush(arrived.Channel, arrived.Publication),
        ClientJoined joined => new JoinPush(joined.Channel, joined.Client),
        ClientLeft left => new LeavePush(left.Channel, left.Client),
        SubscriptionStarted started => ToWire(started),
        SubscriptionEnded ended => new UnsubscribePush(ended.Channel, ended.Code),
        MessageSent message => new MessagePush(message.Data),
        CallInvoked call => CallMessages.ToWire(call),
        CallCancelled call => CallMessages.ToWire(call),
        CallProgressed call => CallMessages.ToWire(call),
        ExpiryChanged changed => new RefreshPush(changed.TimeToLive is not null, new Lifetime(changed.TimeToLive).Seconds),
        _ => throw new ArgumentOutOfRangeException(nameof(push), push, "The Centrifuge protocol has no such push."),
    };

    private static SubscribePush ToWire(SubscriptionStarted started)
    {
        var result = started.Start;
        return new SubscribePush(started.Channel, result.IsRecoverable, result.Start, result.IsPositioned, result.Data);
    }
}
