using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Writes the fields of pushes: what happened, and the channel.</summary>
internal static class ProtobufPushWriter
{
    public static void Write(ProtoWriter writer, CentrifugePush push)
    {
        if (push is PublicationPush publication)
        {
            ProtobufPublicationWriter.Write(writer, 4, publication.Publication, isDelta: publication.Form == PayloadForm.Delta);
        }
        else
        {
            var field = FieldOf(push);
            var begin = writer.BeginMessage();
            WriteFields(writer, push);
            writer.EndMessage(field, begin);
        }

        writer.WriteString(2, push.Channel);
    }

    private static int FieldOf(CentrifugePush push) => push switch
    {
        JoinPush => 5,
        LeavePush => 6,
        UnsubscribePush => 7,
        MessagePush => 8,
        SubscribePush => 9,
        ConnectPush => 10,
        DisconnectPush => 11,
        RefreshPush => 12,
        _ => throw new ArgumentOutOfRangeException(nameof(push)),
    };

    private static void WriteFields(ProtoWriter writer, CentrifugePush push)
    {
        switch (push)
        {
            case JoinPush join:
                ProtobufPublicationWriter.WriteClient(writer, 1, join.Client);
                break;
            case LeavePush leave:
                ProtobufPublicationWriter.WriteClient(writer, 1, leave.Client);
                break;
            case UnsubscribePush { Code: var code }:
                writer.WriteString(3, code.Reason);
                writer.WriteUInt64(2, code.Code);
                break;
            case MessagePush message:
                writer.WriteBytes(1, message.Data);
                break;
            case SubscribePush subscribe:
                WriteSubscribe(writer, subscribe);
                break;
            case ConnectPush connect:
                ProtobufReplyWriter.WriteConnectPush(writer, connect.Reply);
                break;
            case DisconnectPush { Code: var code }:
                writer.WriteBoolean(3, code.Reconnect);
                writer.WriteString(2, code.Reason);
                writer.WriteUInt64(1, code.Code);
                break;
            case RefreshPush refresh:
                writer.WriteUInt64(2, refresh.TimeToLiveSeconds);
                writer.WriteBoolean(1, refresh.Expires);
                break;
        }
    }

    private static void WriteSubscribe(ProtoWriter writer, SubscribePush push)
    {
        writer.WriteBytes(7, push.Data);
        writer.WriteBoolean(6, push.Positioned);
        writer.WriteUInt64(5, push.Position.Offset);
        writer.WriteString(4, push.Position.Epoch);
        writer.WriteBoolean(1, push.Recoverable);
    }
}
