using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Writes the fields of pushes: the channel, and what happened.</summary>
internal static class JsonPushWriter
{
    public static void Write(Utf8JsonWriter writer, CentrifugePush push)
    {
        writer.WriteOptional(JsonNames.Channel, push.Channel);
        if (push is PublicationPush publication)
        {
            writer.WritePropertyName(JsonNames.Pub);
            JsonPublicationWriter.Write(writer, publication.Publication, publication.Form);
            return;
        }

        writer.WriteStartObject(NameOf(push));
        WriteFields(writer, push);
        writer.WriteEndObject();
    }

    private static JsonEncodedText NameOf(CentrifugePush push) => push switch
    {
        JoinPush => JsonNames.Join,
        LeavePush => JsonNames.Leave,
        UnsubscribePush => JsonNames.Unsubscribe,
        MessagePush => JsonNames.Message,
        SubscribePush => JsonNames.Subscribe,
        ConnectPush => JsonNames.Connect,
        DisconnectPush => JsonNames.Disconnect,
        RefreshPush => JsonNames.Refresh,
        _ => throw new ArgumentOutOfRangeException(nameof(push)),
    };

    private static void WriteFields(Utf8JsonWriter writer, CentrifugePush push)
    {
        switch (push)
        {
            case JoinPush join:
                WriteInfo(writer, join.Client);
                break;
            case LeavePush leave:
                WriteInfo(writer, leave.Client);
                break;
            case UnsubscribePush { Code: var code }:
                writer.WriteOptional(JsonNames.Code, (ulong)code.Code);
                writer.WriteOptional(JsonNames.Reason, code.Reason);
                break;
            case MessagePush message:
                JsonPayload.Write(writer, JsonNames.Data, message.Data);
                break;
            case SubscribePush subscribe:
                WriteSubscribe(writer, subscribe);
                break;
            case ConnectPush connect:
                JsonReplyWriter.WriteConnect(writer, connect.Reply);
                break;
            case DisconnectPush { Code: var code }:
                writer.WriteOptional(JsonNames.Code, (ulong)code.Code);
                writer.WriteOptional(JsonNames.Reason, code.Reason);
                writer.WriteOptional(JsonNames.Reconnect, code.Reconnect);
                break;
            case RefreshPush refresh:
                writer.WriteExpiry(refresh.Expires, refresh.TimeToLiveSeconds);
                break;
        }
    }

    private static void WriteInfo(Utf8JsonWriter writer, ClientInfo client)
    {
        writer.WritePropertyName(JsonNames.Info);
        JsonPublicationWriter.WriteClient(writer, client);
    }

    private static void WriteSubscribe(Utf8JsonWriter writer, SubscribePush push)
    {
        writer.WriteOptional(JsonNames.Recoverable, push.Recoverable);
        writer.WriteOptional(JsonNames.Epoch, push.Position.Epoch);
        writer.WriteOptional(JsonNames.Offset, push.Position.Offset);
        writer.WriteOptional(JsonNames.Positioned, push.Positioned);
        JsonPayload.WriteOptional(writer, JsonNames.Data, push.Data);
    }
}
