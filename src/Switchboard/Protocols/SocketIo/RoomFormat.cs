using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What comes through rooms: packets that are ready, but for how the protocol's revisions frame what is binary.</summary>
internal sealed class RoomFormat(EngineIoVersion version) : WireFormat(PacketFraming.Instance)
{
    public static RoomFormat V3 { get; } = new(EngineIoVersion.V3);

    public static RoomFormat V4 { get; } = new(EngineIoVersion.V4);

    /// <inheritdoc/>
    public override bool CarriesBinary => true;

    /// <inheritdoc/>
    public override OutboundFrame? Ping => null;

    public static RoomFormat Of(EngineIoVersion version) => version == EngineIoVersion.V3 ? V3 : V4;

    /// <inheritdoc/>
    public override OutboundFrame Encode(Push push) => Encode(((PublicationArrived)push).Publication.Data);

    /// <summary>Frames the packet of an envelope.</summary>
    public OutboundFrame Encode(ReadOnlyMemory<byte> envelope)
    {
        var packet = RoomEnvelope.Next(ref envelope);
        var attachments = new List<ReadOnlyMemory<byte>>();
        while (!envelope.IsEmpty)
        {
            attachments.Add(RoomEnvelope.Next(ref envelope));
        }

        return EngineIoFrames.Text(version, packet.Span, attachments);
    }

    /// <inheritdoc/>
    public override OutboundFrame EncodeClose(CloseCode code) => WebSocketClose.Encode(code);
}
