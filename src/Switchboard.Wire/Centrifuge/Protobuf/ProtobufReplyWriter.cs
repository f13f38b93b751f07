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

    /// <summary>Writes the result of connect as one-way streams push it: some of its fields have other numbers there.</summary>
    public static void WriteConnectPush(ProtoWriter writer, ConnectReply reply)
    {
        WriteSession(writer, reply);
        writer.WriteUInt64(6, reply.TimeToLiveSeconds);
        writer.WriteBoolean(5, reply.Expires);
        WriteSubscriptions(writer, 4, reply.Subscriptions);
        writer.WriteBytes(3, reply.Data);
        WriteClient(writer, reply);
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
                WriteConnect(writer, connect);
                break;
            case SubscribeReply subscribe:
                WriteSubscribe(writer, subscribe);
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

    private static void WriteConnect(ProtoWriter writer, ConnectReply reply)
    {
        WriteSession(writer, reply);
        WriteSubscriptions(writer, 6, reply.Subscriptions);
        writer.WriteBytes(5, reply.Data);
        writer.WriteUInt64(4, reply.TimeToLiveSeconds);
        writer.WriteBoolean(3, reply.Expires);
        WriteClient(writer, reply);
    }

    private static void WriteSubscribe(ProtoWriter writer, SubscribeReply reply)
    {
        writer.WriteUInt64(19, reply.PublishDebounceMilliseconds);
        ProtobufPublicationWriter.WriteList(writer, 18, reply.State);
        writer.WriteString(17, reply.Cursor);
        writer.WriteInt64(16, reply.Phase);
        writer.WriteInt64(15, reply.Type);
        writer.WriteBoolean(13, reply.Delta);
        writer.WriteBoolean(12, reply.WasRecovering);
        writer.WriteBytes(11, reply.Data);
        writer.WriteBoolean(10, reply.Positioned);
        writer.WriteUInt64(9, reply.Offset);
        writer.WriteBoolean(8, reply.Recovered);
        ProtobufPublicationWriter.WriteList(writer, 7, reply.Publications);
        writer.WriteString(6, reply.Epoch);
        writer.WriteBoolean(3, reply.Recoverable);
        writer.WriteUInt64(2, reply.TimeToLiveSeconds);
        writer.WriteBoolean(1, reply.Expires);
    }

    private static void WriteSession(ProtoWriter writer, ConnectReply reply)
    {
        writer.WriteInt64(11, reply.Time);
        writer.WriteString(10, reply.Node);
        writer.WriteString(9, reply.Session);
        writer.WriteBoolean(8, reply.Pong);
        writer.WriteUInt64(7, reply.PingSeconds);
    }

    private static void WriteSubscriptions(ProtoWriter writer, int field, IReadOnlyDictionary<string, SubscribeReply>? subscriptions)
    {
        if (subscriptions is not { Count: > 0 })
        {
            return;
        }

        foreach (var (channel, subscription) in subscriptions)
        {
            var entry = writer.BeginMessage();
            var value = writer.BeginMessage();
            WriteSubscribe(writer, subscription);
            writer.EndMessage(2, value);
            writer.EndMapEntry(field, entry, channel);
        }
    }

    private static void WriteClient(ProtoWriter writer, ConnectReply reply)
    {
        writer.WriteString(2, reply.Version);
        writer.WriteString(1, reply.Client);
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
