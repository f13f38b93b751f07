using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>The Centrifuge protocol over a WebSocket that takes compressed messages.</summary>
/// <remarks>
/// Only what channels tell several is compressed: once, for all. Replies, and what a user alone receives, would each cost as much as a
/// publication to thousands; and what an attacker can put beside a secret must not be compressed with it.
/// </remarks>
internal sealed class DeflateFormat(ICentrifugeCodec codec, DeflateFraming framing, bool carriesBinary) : CentrifugeFormat(codec, framing, carriesBinary)
{
    public override OutboundFrame EncodeClose(CloseCode code) => WebSocketClose.Encode(code);

    protected override OutboundFrame Frame(CentrifugePush push, ReadOnlySpan<byte> encoded)
        => push is PublicationPush or JoinPush or LeavePush && !push.Channel.Contains(ChannelNames.UserMark, StringComparison.Ordinal)
            ? framing.FrameShared(encoded)
            : framing.Frame(encoded);
}

/// <summary>The formats of compressing connections, which share what they are sent.</summary>
/// <param name="minBytes">What is smaller is not compressed.</param>
internal sealed class DeflateFormats(int minBytes)
{
    public int MinBytes { get; } = minBytes;

    public DeflateFormat Json { get; } =
        new(CentrifugeJsonCodec.Instance, new DeflateFraming(WebSocketOpcode.Text, minBytes), carriesBinary: false);

    public DeflateFormat Protobuf { get; } =
        new(CentrifugeProtobufCodec.Instance, new DeflateFraming(WebSocketOpcode.Binary, minBytes), carriesBinary: true);
}
