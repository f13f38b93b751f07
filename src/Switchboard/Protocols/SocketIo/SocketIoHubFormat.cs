using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Timing;
using Switchboard.Transports.WebSockets;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What the hub tells its members, as events.</summary>
/// <param name="version">The protocol's revision, by which binary data is framed.</param>
/// <param name="withMeta">Whether events with a name come with what is known of the publication.</param>
/// <param name="calls">The calls that workers may answer by acknowledging them.</param>
internal sealed class SocketIoHubFormat(EngineIoVersion version, bool withMeta, CallAcks calls) : WireFormat(PacketFraming.Instance)
{
    /// <inheritdoc/>
    public override bool CarriesBinary => true;

    /// <inheritdoc/>
    public override OutboundFrame? Ping => null;

    /// <inheritdoc/>
    public override OutboundFrame Encode(Push push) => push switch
    {
        PublicationArrived arrived => Encode(arrived),
        ClientJoined joined => Event("presence", (joined.Channel, joined.Client), static (output, it) => HubEventWriter.WriteJoinLeave(output, it.Channel, it.Client, isJoin: true)),
        ClientLeft left => Event("presence", (left.Channel, left.Client), static (output, it) => HubEventWriter.WriteJoinLeave(output, it.Channel, it.Client, isJoin: false)),
        SubscriptionStarted started => Event("subscribe", started, static (output, it) => HubEventWriter.WriteSubscription(output, it.Channel, SocketIoHubMapping.ToWire(it.Start, HubPublications.None))),
        SubscriptionEnded ended => Event("unsubscribe", ended, static (output, it) => HubEventWriter.WriteEnd(output, it.Channel, it.Code)),
        MessageSent message => Event("send", message, static (output, it) => System.Buffers.BuffersExtensions.Write(output, it.Data.Span)),
        CallInvoked call => Event("call", call, SocketIoHubMapping.Write, calls.Add(call)),
        CallCancelled call => Event("cancel", call, SocketIoHubMapping.Write),
        CallProgressed call => Event("answer", call, SocketIoHubMapping.Write),
        ExpiryChanged changed => Event("refresh", new Lifetime(changed.TimeToLive), SocketIoHubMapping.Write),
        _ => throw new ArgumentOutOfRangeException(nameof(push), push, "Socket.IO has no such push."),
    };

    /// <inheritdoc/>
    public override OutboundFrame EncodeClose(CloseCode code) => WebSocketClose.Encode(code);

    private OutboundFrame Encode(PublicationArrived arrived)
    {
        var publication = arrived.Publication.IsJson ? arrived.Publication : SocketIoPlaceholders.Escape(arrived.Publication);
        IReadOnlyList<ReadOnlyMemory<byte>> attachments = publication.IsJson ? [] : [publication.Data];
        var buffer = EncodeBuffer.Rent();
        if (publication is { Key: null, Event: { } name })
        {
            SocketIoPacketWriter.BeginEvent(buffer, SocketIoPacket.MainNamespace, name, id: null, attachments.Count);
            HubEventWriter.WriteData(buffer, publication);
            if (withMeta)
            {
                SocketIoPacketWriter.NextArgument(buffer);
                HubEventWriter.WriteMeta(buffer, arrived.Channel, publication);
            }
        }
        else
        {
            SocketIoPacketWriter.BeginEvent(buffer, SocketIoPacket.MainNamespace, "publication", id: null, attachments.Count);
            HubEventWriter.WritePublication(buffer, arrived.Channel, publication);
        }

        SocketIoPacketWriter.EndEvent(buffer);
        return EngineIoFrames.Text(version, buffer.WrittenSpan, attachments);
    }

    private static OutboundFrame Event<T>(string name, T value, Action<System.Buffers.IBufferWriter<byte>, T> write, long? ack = null)
    {
        var buffer = EncodeBuffer.Rent();
        SocketIoPacketWriter.BeginEvent(buffer, SocketIoPacket.MainNamespace, name, ack, attachments: 0);
        write(buffer, value);
        SocketIoPacketWriter.EndEvent(buffer);
        return EngineIoFrames.Text(buffer.WrittenSpan);
    }
}

/// <summary>The formats of one endpoint's members.</summary>
internal sealed class SocketIoHubFormats(CallAcks calls)
{
    private readonly SocketIoHubFormat _v3 = new(EngineIoVersion.V3, withMeta: false, calls);
    private readonly SocketIoHubFormat _v3Meta = new(EngineIoVersion.V3, withMeta: true, calls);
    private readonly SocketIoHubFormat _v4 = new(EngineIoVersion.V4, withMeta: false, calls);
    private readonly SocketIoHubFormat _v4Meta = new(EngineIoVersion.V4, withMeta: true, calls);

    public SocketIoHubFormat Of(EngineIoVersion version, bool withMeta) => (version, withMeta) switch
    {
        (EngineIoVersion.V3, false) => _v3,
        (EngineIoVersion.V3, true) => _v3Meta,
        (_, false) => _v4,
        _ => _v4Meta,
    };
}
