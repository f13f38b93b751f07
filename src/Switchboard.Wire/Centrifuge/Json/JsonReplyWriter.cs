using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Writes the results of commands, each as the property that is named after its command.</summary>
internal static class JsonReplyWriter
{
    public static void Write(Utf8JsonWriter writer, CentrifugeReply reply)
    {
        writer.WriteStartObject(NameOf(reply));
        WriteFields(writer, reply);
        writer.WriteEndObject();
    }

    public static void WriteConnect(Utf8JsonWriter writer, ConnectReply reply)
    {
        writer.WriteOptional(JsonNames.Client, reply.Client);
        writer.WriteOptional(JsonNames.Version, reply.Version);
        writer.WriteExpiry(reply.Expires, reply.TimeToLiveSeconds);
        JsonPayload.WriteOptional(writer, JsonNames.Data, reply.Data);
        if (reply.Subscriptions is { Count: > 0 } subscriptions)
        {
            WriteSubscriptions(writer, subscriptions);
        }

        writer.WriteOptional(JsonNames.Ping, (ulong)reply.PingSeconds);
        writer.WriteOptional(JsonNames.Pong, reply.Pong);
        writer.WriteOptional(JsonNames.Session, reply.Session);
        writer.WriteOptional(JsonNames.Node, reply.Node);
        writer.WriteOptional(JsonNames.Time, reply.Time);
    }

    private static JsonEncodedText NameOf(CentrifugeReply reply) => reply switch
    {
        ConnectReply => JsonNames.Connect,
        SubscribeReply => JsonNames.Subscribe,
        PresenceReply => JsonNames.Presence,
        PresenceStatsReply => JsonNames.PresenceStats,
        HistoryReply => JsonNames.History,
        RpcReply => JsonNames.Rpc,
        RefreshReply => JsonNames.Refresh,
        SubRefreshReply => JsonNames.SubRefresh,
        EmptyReply { Command: EmptyReplyKind.Unsubscribe } => JsonNames.Unsubscribe,
        EmptyReply { Command: EmptyReplyKind.Publish } => JsonNames.Publish,
        EmptyReply { Command: EmptyReplyKind.Ping } => JsonNames.Ping,
        EmptyReply { Command: EmptyReplyKind.Send } => JsonNames.Send,
        _ => throw new ArgumentOutOfRangeException(nameof(reply)),
    };

    private static void WriteFields(Utf8JsonWriter writer, CentrifugeReply reply)
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
                JsonPublicationWriter.WriteClients(writer, presence.Clients);
                break;
            case PresenceStatsReply { Stats: var stats }:
                writer.WriteNumber(JsonNames.NumClients, stats.Clients);
                writer.WriteNumber(JsonNames.NumUsers, stats.Users);
                break;
            case HistoryReply history:
                JsonPublicationWriter.WriteList(writer, JsonNames.Publications, history.Publications);
                writer.WriteString(JsonNames.Epoch, history.Top.Epoch ?? "");
                writer.WriteNumber(JsonNames.Offset, history.Top.Offset);
                break;
            case RpcReply rpc:
                JsonPayload.Write(writer, JsonNames.Data, rpc.Data);
                break;
            case RefreshReply refresh:
                writer.WriteOptional(JsonNames.Client, refresh.Client);
                writer.WriteOptional(JsonNames.Version, refresh.Version);
                writer.WriteExpiry(refresh.Expires, refresh.TimeToLiveSeconds);
                break;
            case SubRefreshReply refresh:
                writer.WriteExpiry(refresh.Expires, refresh.TimeToLiveSeconds);
                break;
        }
    }

    private static void WriteSubscriptions(Utf8JsonWriter writer, IReadOnlyDictionary<string, SubscribeReply> subscriptions)
    {
        writer.WriteStartObject(JsonNames.Subs);
        foreach (var (channel, subscription) in subscriptions)
        {
            writer.WriteStartObject(channel);
            WriteSubscribe(writer, subscription);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteSubscribe(Utf8JsonWriter writer, SubscribeReply reply)
    {
        var form = reply.Delta ? PayloadForm.Text : PayloadForm.Plain;
        writer.WriteExpiry(reply.Expires, reply.TimeToLiveSeconds);
        writer.WriteOptional(JsonNames.Recoverable, reply.Recoverable);
        writer.WriteOptional(JsonNames.Epoch, reply.Epoch);
        if (reply.Publications.Count > 0)
        {
            JsonPublicationWriter.WriteList(writer, JsonNames.Publications, reply.Publications, form);
        }

        writer.WriteOptional(JsonNames.Recovered, reply.Recovered);
        writer.WriteOptional(JsonNames.Offset, reply.Offset);
        writer.WriteOptional(JsonNames.Positioned, reply.Positioned);
        JsonPayload.WriteOptional(writer, JsonNames.Data, reply.Data);
        writer.WriteOptional(JsonNames.WasRecovering, reply.WasRecovering);
        writer.WriteOptional(JsonNames.Delta, reply.Delta);
        writer.WriteOptional(JsonNames.Type, (long)reply.Type);
        writer.WriteOptional(JsonNames.Phase, (long)reply.Phase);
        writer.WriteOptional(JsonNames.Cursor, reply.Cursor);
        if (reply.State.Count > 0)
        {
            JsonPublicationWriter.WriteList(writer, JsonNames.State, reply.State, form);
        }

        writer.WriteOptional(JsonNames.PublishDebounce, (ulong)reply.PublishDebounceMilliseconds);
    }
}
