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
        while (reader.NextField())
        {
            reader.ReadField(2, ref channel);
            if (reader.Number is >= 4 and <= 12 and var kind)
            {
                push = ReadKind(reader.ReadMessage(), kind);
            }
        }

        return push is null or ConnectPush or DisconnectPush or RefreshPush or MessagePush ? push : push with { Channel = channel };
    }

    private static CentrifugePush ReadKind(ProtoReader reader, int field) => field switch
    {
        4 => ReadPublication(reader),
        5 => new JoinPush("", ProtobufPublicationReader.ReadClientIn(reader, 1)),
        6 => new LeavePush("", ProtobufPublicationReader.ReadClientIn(reader, 1)),
        7 => ReadUnsubscribe(reader),
        8 => new MessagePush(reader.ReadSingleBytes(1)),
        9 => ReadSubscribe(reader),
        10 => new ConnectPush(ProtobufReplyReader.ReadConnectPush(reader)),
        11 => ReadDisconnect(reader),
        _ => ReadRefresh(reader),
    };

    private static PublicationPush ReadPublication(ProtoReader reader)
    {
        var publication = ProtobufPublicationReader.Read(reader, out var isDelta);
        return new PublicationPush("", publication) { Form = isDelta ? PayloadForm.Delta : PayloadForm.Plain };
    }

    private static UnsubscribePush ReadUnsubscribe(ProtoReader reader)
    {
        uint code = 0;
        var reason = "";
        while (reader.NextField())
        {
            reader.ReadField(2, ref code);
            reader.ReadField(3, ref reason);
        }

        return new UnsubscribePush("", new UnsubscribeCode(code, reason));
    }

    private static DisconnectPush ReadDisconnect(ProtoReader reader)
    {
        uint code = 0;
        var reason = "";
        while (reader.NextField())
        {
            reader.ReadField(1, ref code);
            reader.ReadField(2, ref reason);
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
        while (reader.NextField())
        {
            reader.ReadField(1, ref recoverable);
            reader.ReadField(4, ref epoch);
            reader.ReadField(5, ref offset);
            reader.ReadField(6, ref positioned);
            reader.ReadField(7, ref data);
        }

        return new SubscribePush("", recoverable, new Position(offset, epoch), positioned, data);
    }
}
