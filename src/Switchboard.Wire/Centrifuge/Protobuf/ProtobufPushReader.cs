using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads pushes. The channel may come behind what happened in it.</summary>
internal static class ProtobufPushReader
{
    /// <summary>Reads a push; null where it is of no known kind.</summary>
    public static CentrifugePush? Read(ProtoReader reader)
    {
        var channel = "";
        CentrifugePush? push = null;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 2:
                    channel = reader.ReadString();
                    break;
                case >= 4 and <= 12:
                    push = ReadKind(reader.ReadMessage(), number);
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return push is null or ConnectPush or DisconnectPush or RefreshPush or MessagePush ? push : push with { Channel = channel };
    }

    private static CentrifugePush ReadKind(ProtoReader reader, int field) => field switch
    {
        4 => new PublicationPush("", ProtobufPublicationReader.Read(reader)),
        5 => new JoinPush("", ReadInfo(reader)),
        6 => new LeavePush("", ReadInfo(reader)),
        7 => ReadUnsubscribe(reader),
        8 => new MessagePush(ProtobufReplyReader.ReadPayload(reader)),
        9 => ReadSubscribe(reader),
        10 => new ConnectPush(ProtobufConnectReplyReader.ReadPush(reader)),
        11 => ReadDisconnect(reader),
        _ => ReadRefresh(reader),
    };

    private static ClientInfo ReadInfo(ProtoReader reader)
    {
        var client = new ClientInfo("", "");
        while (reader.NextField(out var number))
        {
            if (number == 1)
            {
                client = ProtobufPublicationReader.ReadClient(reader.ReadMessage());
            }
            else
            {
                reader.SkipValue();
            }
        }

        return client;
    }

    private static UnsubscribePush ReadUnsubscribe(ProtoReader reader)
    {
        uint code = 0;
        var reason = "";
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 2:
                    code = reader.ReadUInt32();
                    break;
                case 3:
                    reason = reader.ReadString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new UnsubscribePush("", new UnsubscribeCode(code, reason));
    }

    private static DisconnectPush ReadDisconnect(ProtoReader reader)
    {
        uint code = 0;
        var reason = "";
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    code = reader.ReadUInt32();
                    break;
                case 2:
                    reason = reader.ReadString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new DisconnectPush(new CloseCode(code, reason));
    }

    private static RefreshPush ReadRefresh(ProtoReader reader)
    {
        var reply = ProtobufReplyReader.ReadSubRefresh(reader);
        return new RefreshPush(reply.Expires, reply.TimeToLiveSeconds);
    }

    private static SubscribePush ReadSubscribe(ProtoReader reader)
    {
        bool recoverable = false, positioned = false;
        var epoch = "";
        ulong offset = 0;
        ReadOnlyMemory<byte> data = default;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    recoverable = reader.ReadBoolean();
                    break;
                case 4:
                    epoch = reader.ReadString();
                    break;
                case 5:
                    offset = reader.ReadUInt64();
                    break;
                case 6:
                    positioned = reader.ReadBoolean();
                    break;
                case 7:
                    data = reader.ReadBytes();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new SubscribePush("", recoverable, new Position(offset, epoch), positioned, data);
    }
}
