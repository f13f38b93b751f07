using Switchboard.Outbound;
using Switchboard.Transports.Streams;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>The Centrifuge protocol in a response that never ends. Such a response cannot say why it ends, so that a last push does.</summary>
internal sealed class StreamFormat : CentrifugeFormat
{
    private StreamFormat(ICentrifugeCodec codec, StreamFraming framing, string contentType, bool carriesBinary)
        : base(codec, framing, carriesBinary)
    {
        Codec = codec;
        ContentType = contentType;
    }

    public static StreamFormat Events { get; } =
        new(CentrifugeJsonCodec.Instance, SseFraming.Instance, CentrifugeProtocol.EventStream, carriesBinary: false);

    public static StreamFormat Json { get; } =
        new(CentrifugeJsonCodec.Instance, LineFraming.Instance, "application/x-ndjson; charset=utf-8", carriesBinary: false);

    public static StreamFormat Protobuf { get; } =
        new(CentrifugeProtobufCodec.Instance, PlainFraming.Instance, CentrifugeProtocol.OctetStream, carriesBinary: true);

    public ICentrifugeCodec Codec { get; }

    public string ContentType { get; }

    public override OutboundFrame EncodeClose(CloseCode code) => Encode(new DisconnectPush(code));
}
