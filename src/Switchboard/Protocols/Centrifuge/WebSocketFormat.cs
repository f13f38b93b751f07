using Switchboard.Outbound;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

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
