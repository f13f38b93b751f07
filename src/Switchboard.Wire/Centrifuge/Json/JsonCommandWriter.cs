using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Writes the request of a command, as the property that is named after it.</summary>
internal static class JsonCommandWriter
{
    public static void Write(Utf8JsonWriter writer, CentrifugeCommand command)
    {
        if (command is PongCommand)
        {
            return;
        }

        writer.WriteStartObject(NameOf(command));
        WriteFields(writer, command);
        writer.WriteEndObject();
    }

    private static JsonEncodedText NameOf(CentrifugeCommand command) => command switch
    {
        PublishCommand => JsonNames.Publish,
        RpcCommand => JsonNames.Rpc,
        SubscribeCommand => JsonNames.Subscribe,
        ConnectCommand => JsonNames.Connect,
        UnsubscribeCommand => JsonNames.Unsubscribe,
        PresenceCommand => JsonNames.Presence,
        PresenceStatsCommand => JsonNames.PresenceStats,
        HistoryCommand => JsonNames.History,
        PingCommand => JsonNames.Ping,
        SendCommand => JsonNames.Send,
        RefreshCommand => JsonNames.Refresh,
        SubRefreshCommand => JsonNames.SubRefresh,
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private static void WriteFields(Utf8JsonWriter writer, CentrifugeCommand command)
    {
        switch (command)
        {
            case PublishCommand publish:
                writer.WriteOptional(JsonNames.Channel, publish.Channel);
                if (!publish.Removed)
                {
                    JsonPayload.Write(writer, JsonNames.Data, publish.Data);
                }

                WriteType(writer, publish.Type);
                writer.WriteOptional(JsonNames.Key, publish.Key);
                writer.WriteOptional(JsonNames.Removed, publish.Removed);
                writer.WriteOptional(JsonNames.IdempotencyKey, publish.IdempotencyKey);
                break;
            case RpcCommand rpc:
                JsonPayload.Write(writer, JsonNames.Data, rpc.Data);
                writer.WriteOptional(JsonNames.Method, rpc.Method);
                break;
            case SubscribeCommand subscribe:
                WriteSubscribe(writer, subscribe);
                break;
            case ConnectCommand connect:
                WriteConnect(writer, connect);
                break;
            case UnsubscribeCommand { Channel: var channel }:
                writer.WriteOptional(JsonNames.Channel, channel);
                break;
            case PresenceCommand { Channel: var channel }:
                writer.WriteOptional(JsonNames.Channel, channel);
                break;
            case PresenceStatsCommand { Channel: var channel }:
                writer.WriteOptional(JsonNames.Channel, channel);
                break;
            case HistoryCommand history:
                WriteHistory(writer, history);
                break;
            case SendCommand send:
                JsonPayload.Write(writer, JsonNames.Data, send.Data);
                writer.WriteOptional(JsonNames.IdempotencyKey, send.IdempotencyKey);
                break;
            case RefreshCommand refresh:
                writer.WriteOptional(JsonNames.Token, refresh.Token);
                break;
            case SubRefreshCommand refresh:
                writer.WriteOptional(JsonNames.Channel, refresh.Channel);
                writer.WriteOptional(JsonNames.Token, refresh.Token);
                WriteType(writer, refresh.Type);
                break;
        }
    }

    private static void WriteConnect(Utf8JsonWriter writer, ConnectCommand connect)
    {
        writer.WriteOptional(JsonNames.Token, connect.Token);
        JsonPayload.WriteOptional(writer, JsonNames.Data, connect.Data);
        if (connect.Subscriptions.Count > 0)
        {
            writer.WriteStartObject(JsonNames.Subs);
            foreach (var (channel, subscription) in connect.Subscriptions)
            {
                writer.WriteStartObject(channel);
                WriteSubscribe(writer, subscription);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteOptional(JsonNames.Name, connect.Name);
        writer.WriteOptional(JsonNames.Version, connect.Version);
        if (connect.Headers.Count > 0)
        {
            writer.WriteStartObject(JsonNames.Headers);
            foreach (var (name, value) in connect.Headers)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteSubscribe(Utf8JsonWriter writer, SubscribeCommand command)
    {
        writer.WriteOptional(JsonNames.Channel, command.Channel);
        writer.WriteOptional(JsonNames.Token, command.Token);
        writer.WriteOptional(JsonNames.Recover, command.Recover);
        writer.WriteOptional(JsonNames.Epoch, command.Epoch);
        writer.WriteOptional(JsonNames.Offset, command.Offset);
        JsonPayload.WriteOptional(writer, JsonNames.Data, command.Data);
        writer.WriteOptional(JsonNames.Positioned, command.Positioned);
        writer.WriteOptional(JsonNames.Recoverable, command.Recoverable);
        writer.WriteOptional(JsonNames.JoinLeave, command.JoinLeave);
        writer.WriteOptional(JsonNames.Delta, command.Delta);
        if (command.Filter is not null)
        {
            writer.WritePropertyName(JsonNames.TagFilter);
            WriteFilter(writer, command.Filter);
        }

        writer.WriteOptional(JsonNames.Flag, command.Flags);
        WriteType(writer, command.Type);
        writer.WriteOptional(JsonNames.Phase, (long)command.Phase);
        writer.WriteOptional(JsonNames.Cursor, command.Cursor);
        writer.WriteOptional(JsonNames.Limit, (long)command.Limit);
        writer.WriteOptional(JsonNames.Asc, command.Ascending);
    }

    private static void WriteFilter(Utf8JsonWriter writer, TagFilter filter)
    {
        writer.WriteStartObject();
        writer.WriteOptional(JsonNames.Op, filter.Op);
        writer.WriteOptional(JsonNames.Key, filter.Key);
        writer.WriteOptional(JsonNames.Compare, filter.Compare);
        writer.WriteOptional(JsonNames.Value, filter.Value);
        if (filter.Values.Count > 0)
        {
            writer.WriteStartArray(JsonNames.Values);
            foreach (var value in filter.Values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        if (filter.Nodes.Count > 0)
        {
            writer.WriteStartArray(JsonNames.Nodes);
            foreach (var node in filter.Nodes)
            {
                WriteFilter(writer, node);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter writer, HistoryCommand history)
    {
        writer.WriteOptional(JsonNames.Channel, history.Channel);
        writer.WriteOptional(JsonNames.Limit, (long)history.Limit);
        if (history.Since is { } since)
        {
            writer.WriteStartObject(JsonNames.Since);
            writer.WriteOptional(JsonNames.Offset, since.Offset);
            writer.WriteOptional(JsonNames.Epoch, since.Epoch);
            writer.WriteEndObject();
        }

        writer.WriteOptional(JsonNames.Reverse, history.Reverse);
    }

    private static void WriteType(Utf8JsonWriter writer, int type) => writer.WriteOptional(JsonNames.Type, (long)type);
}
