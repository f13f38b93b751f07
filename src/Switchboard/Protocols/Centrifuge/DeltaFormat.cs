using Switchboard.Outbound;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Deltas;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>A format for the publications of subscriptions whose clients take deltas.</summary>
internal sealed class DeltaFormat(CentrifugeFormat plain, PayloadForm form) : WireFormat(plain.Framing)
{
    /// <inheritdoc/>
    public override bool CarriesBinary => plain.CarriesBinary;

    /// <inheritdoc/>
    public override OutboundFrame? Ping => plain.Ping;

    /// <inheritdoc/>
    public override OutboundFrame Encode(Push push) => push is PublicationArrived arrived
        ? plain.Encode(new PublicationPush(arrived.Channel, PublicationOf(arrived)) { Form = form })
        : plain.Encode(push);

    /// <inheritdoc/>
    public override OutboundFrame EncodeClose(CloseCode code) => plain.EncodeClose(code);

    private Publication PublicationOf(PublicationArrived push)
        => form == PayloadForm.Delta ? push.Publication with { Data = push.Basis!.DeltaBy(FossilDeltas.Instance) } : push.Publication;
}

/// <summary>Deltas in the format of Fossil.</summary>
internal sealed class FossilDeltas : IDeltaCodec
{
    private FossilDeltas()
    {
    }

    public static FossilDeltas Instance { get; } = new();

    /// <inheritdoc/>
    public byte[]? Create(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, bool isText) => FossilDelta.Create(source, target, isText);
}
