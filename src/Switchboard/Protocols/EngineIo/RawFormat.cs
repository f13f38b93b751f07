using Switchboard.Outbound;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Connections that are no members of the hub: it tells them nothing but that they end.</summary>
internal sealed class RawFormat() : WireFormat(PacketFraming.Instance)
{
    public static RawFormat Instance { get; } = new();

    public override bool CarriesBinary => true;

    public override OutboundFrame? Ping => null;

    public override OutboundFrame Encode(Push push) => EngineIoFrames.Text("6"u8);

    public override OutboundFrame EncodeClose(CloseCode code) => WebSocketClose.Encode(code);
}
