using Switchboard.Outbound;
using Switchboard.Transports.Streams;
using Switchboard.Transports.WebSockets;
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

/// <summary>The Centrifuge protocol over WebSocket. Several messages may share a frame.</summary>
internal sealed class WebSocketFormat : CentrifugeFormat
{
    private WebSocketFormat(ICentrifugeCodec codec, WebSocketFraming framing, bool carriesBinary)
        : base(codec, framing, carriesBinary)
    {
    }

    public static WebSocketFormat Json { get; } =
        new(CentrifugeJsonCodec.Instance, new WebSocketFraming(WebSocketOpcode.Text, (byte)'\n'), carriesBinary: false);

    public static WebSocketFormat Protobuf { get; } =
        new(CentrifugeProtobufCodec.Instance, new WebSocketFraming(WebSocketOpcode.Binary, separator: null), carriesBinary: true);

    public override OutboundFrame EncodeClose(CloseCode code) => WebSocketClose.Encode(code);
}
