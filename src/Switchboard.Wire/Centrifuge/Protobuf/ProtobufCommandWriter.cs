using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Writes the request of a command, as the field of its kind. Fields are written last to first.</summary>
internal static class ProtobufCommandWriter
{
    public static void Write(ProtoWriter writer, CentrifugeCommand command)
    {
        if (command is PongCommand)
        {
            return;
        }

        var field = FieldOf(command);
        var begin = writer.BeginMessage();
        WriteFields(writer, command);
        writer.EndMessage((int)field, begin);
    }

    private static RequestField FieldOf(CentrifugeCommand command) => command switch
    {
        PublishCommand => RequestField.Publish,
        RpcCommand => RequestField.Rpc,
        SubscribeCommand => RequestField.Subscribe,
        ConnectCommand => RequestField.Connect,
        UnsubscribeCommand => RequestField.Unsubscribe,
        PresenceCommand => RequestField.Presence,
        PresenceStatsCommand => RequestField.PresenceStats,
        HistoryCommand => RequestField.History,
        PingCommand => RequestField.Ping,
        SendCommand => RequestField.Send,
        RefreshCommand => RequestField.Refresh,
        SubRefreshCommand => RequestField.SubRefresh,
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private static void WriteFields(ProtoWriter writer, CentrifugeCommand command)
    {
        switch (command)
        {
            case PublishCommand publish:
                writer.WriteString(ExtensionFields.IdempotencyKey, publish.IdempotencyKey);
                writer.WriteBoolean(5, publish.Removed);
                writer.WriteString(4, publish.Key);
                writer.WriteInt64(3, publish.Type);
                writer.WriteBytes(2, publish.Data);
                writer.WriteString(1, publish.Channel);
                break;
            case RpcCommand rpc:
                writer.WriteString(2, rpc.Method);
                writer.WriteBytes(1, rpc.Data);
                break;
            case SubscribeCommand subscribe:
                WriteSubscribe(writer, subscribe);
                break;
            case ConnectCommand connect:
                WriteConnect(writer, connect);
                break;
            case UnsubscribeCommand { Channel: var channel }:
                writer.WriteString(1, channel);
                break;
            case PresenceCommand { Channel: var channel }:
                writer.WriteString(1, channel);
                break;
            case PresenceStatsCommand { Channel: var channel }:
                writer.WriteString(1, channel);
                break;
            case HistoryCommand history:
                WriteHistory(writer, history);
                break;
            case SendCommand send:
                writer.WriteString(ExtensionFields.IdempotencyKey, send.IdempotencyKey);
                writer.WriteBytes(1, send.Data);
                break;
            case RefreshCommand refresh:
                writer.WriteString(1, refresh.Token);
                break;
            case SubRefreshCommand refresh:
                writer.WriteInt64(3, refresh.Type);
                writer.WriteString(2, refresh.Token);
                writer.WriteString(1, refresh.Channel);
                break;
        }
    }

    private static void WriteConnect(ProtoWriter writer, ConnectCommand connect)
    {
        foreach (var (name, value) in connect.Headers)
        {
            writer.WriteMapEntry(6, name, value);
        }

        writer.WriteString(5, connect.Version);
        writer.WriteString(4, connect.Name);
        foreach (var (channel, subscription) in connect.Subscriptions)
        {
            var entry = writer.BeginMessage();
            var value = writer.BeginMessage();
            WriteSubscribe(writer, subscription);
            writer.EndMessage(2, value);
            writer.EndMapEntry(3, entry, channel);
        }

        writer.WriteBytes(2, connect.Data);
        writer.WriteString(1, connect.Token);
    }

    private static void WriteSubscribe(ProtoWriter writer, SubscribeCommand command)
    {
        writer.WriteBoolean(19, command.Ascending);
        writer.WriteInt64(18, command.Limit);
        writer.WriteString(17, command.Cursor);
        writer.WriteInt64(16, command.Phase);
        writer.WriteInt64(15, command.Type);
        writer.WriteInt64(14, command.Flags);
        if (command.Filter is not null)
        {
            WriteFilter(writer, 13, command.Filter);
        }

        writer.WriteString(12, command.Delta);
        writer.WriteBoolean(11, command.JoinLeave);
        writer.WriteBoolean(10, command.Recoverable);
        writer.WriteBoolean(9, command.Positioned);
        writer.WriteBytes(8, command.Data);
        writer.WriteUInt64(7, command.Offset);
        writer.WriteString(6, command.Epoch);
        writer.WriteBoolean(3, command.Recover);
        writer.WriteString(2, command.Token);
        writer.WriteString(1, command.Channel);
    }

    private static void WriteFilter(ProtoWriter writer, int field, TagFilter filter)
    {
        var begin = writer.BeginMessage();
        for (var i = filter.Nodes.Count - 1; i >= 0; i--)
        {
            WriteFilter(writer, 6, filter.Nodes[i]);
        }

        for (var i = filter.Values.Count - 1; i >= 0; i--)
        {
            writer.WriteRequiredString(5, filter.Values[i]);
        }

        writer.WriteString(4, filter.Value);
        writer.WriteString(3, filter.Compare);
        writer.WriteString(2, filter.Key);
        writer.WriteString(1, filter.Op);
        writer.EndMessage(field, begin);
    }

    private static void WriteHistory(ProtoWriter writer, HistoryCommand history)
    {
        writer.WriteBoolean(9, history.Reverse);
        if (history.Since is { } since)
        {
            var begin = writer.BeginMessage();
            writer.WriteString(2, since.Epoch);
            writer.WriteUInt64(1, since.Offset);
            writer.EndMessage(8, begin);
        }

        writer.WriteInt64(7, history.Limit);
        writer.WriteString(1, history.Channel);
    }
}
