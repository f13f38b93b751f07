using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Writes the results of commands, each as the field of its command. It is there even when it is empty.</summary>
internal static class ProtobufReplyWriter
{
    public static void Write(ProtoWriter writer, CentrifugeReply reply)
    {
        var field = FieldOf(reply);
        var begin = writer.BeginMessage();
        WriteFields(writer, reply);
        writer.EndMessage(field, begin);
    }

    private static int FieldOf(CentrifugeReply reply) => reply switch
    {
        ConnectReply => 5,
        SubscribeReply => 6,
        EmptyReply { Command: EmptyReplyKind.Unsubscribe } => 7,
        EmptyReply { Command: EmptyReplyKind.Publish } => 8,
        PresenceReply => 9,
        PresenceStatsReply => 10,
        HistoryReply => 11,
        EmptyReply { Command: EmptyReplyKind.Ping } => 12,
        RpcReply => 13,
        RefreshReply => 14,
        SubRefreshReply => 15,
        EmptyReply { Command: EmptyReplyKind.Send } => ExtensionFields.Send,
        _ => throw new ArgumentOutOfRangeException(nameof(reply)),
    };

    private static void WriteFields(ProtoWriter writer, CentrifugeReply reply)
    {
        switch (reply)
        {
            case ConnectReply connect:
                ProtobufConnectWriter.WriteReply(writer, connect);
                break;
            case SubscribeReply subscribe:
                ProtobufConnectWriter.WriteSubscribe(writer, subscribe);
                break;
            case PresenceReply presence:
                WritePresence(writer, presence);
                break;
            case PresenceStatsReply { Stats: var stats }:
                writer.WriteUInt64(2, (uint)stats.Users);
                writer.WriteUInt64(1, (uint)stats.Clients);
                break;
            case HistoryReply history:
                writer.WriteUInt64(3, history.Top.Offset);
                writer.WriteString(2, history.Top.Epoch);
                ProtobufPublicationWriter.WriteList(writer, 1, history.Publications);
                break;
            case RpcReply rpc:
                writer.WriteBytes(1, rpc.Data);
                break;
            case RefreshReply refresh:
                writer.WriteUInt64(4, refresh.TimeToLiveSeconds);
                writer.WriteBoolean(3, refresh.Expires);
                writer.WriteString(2, refresh.Version);
                writer.WriteString(1, refresh.Client);
                break;
            case SubRefreshReply refresh:
                writer.WriteUInt64(2, refresh.TimeToLiveSeconds);
                writer.WriteBoolean(1, refresh.Expires);
                break;
        }
    }

    private static void WritePresence(ProtoWriter writer, PresenceReply reply)
    {
        foreach (var client in reply.Clients)
        {
            var entry = writer.BeginMessage();
            ProtobufPublicationWriter.WriteClient(writer, 2, client);
            writer.EndMapEntry(1, entry, client.Client);
        }
    }
}
