using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Writes the results of connect and subscribe, and the push of connect, which has other field numbers.</summary>
internal static class ProtobufConnectWriter
{
    public static void WriteReply(ProtoWriter writer, ConnectReply reply)
    {
        WriteSession(writer, reply);
        WriteSubscriptions(writer, 6, reply.Subscriptions);
        writer.WriteBytes(5, reply.Data);
        writer.WriteUInt64(4, reply.TimeToLiveSeconds);
        writer.WriteBoolean(3, reply.Expires);
        WriteClient(writer, reply);
    }

    public static void WritePush(ProtoWriter writer, ConnectReply reply)
    {
        WriteSession(writer, reply);
        writer.WriteUInt64(6, reply.TimeToLiveSeconds);
        writer.WriteBoolean(5, reply.Expires);
        WriteSubscriptions(writer, 4, reply.Subscriptions);
        writer.WriteBytes(3, reply.Data);
        WriteClient(writer, reply);
    }

    public static void WriteSubscribe(ProtoWriter writer, SubscribeReply reply)
    {
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
}
