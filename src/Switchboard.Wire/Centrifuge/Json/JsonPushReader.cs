namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads pushes. The channel may come behind what happened in it.</summary>
internal static class JsonPushReader
{
    /// <summary>Reads a push, from within its object; null where it is of no known kind.</summary>
    public static CentrifugePush? Read(ref JsonSource source)
    {
        var channel = "";
        CentrifugePush? push = null;
        while (source.NextProperty())
        {
            if (source.NameIs("channel"u8))
            {
                channel = source.ReadString();
            }
            else
            {
                push = ReadKind(ref source) ?? push;
            }
        }

        return push is null or ConnectPush or DisconnectPush or RefreshPush or MessagePush ? push : push with { Channel = channel };
    }

    private static CentrifugePush? ReadKind(ref JsonSource source) => source switch
    {
        _ when source.NameIs("pub"u8) => ReadPublication(ref source),
        _ when source.NameIs("join"u8) => new JoinPush("", ReadInfo(ref source)),
        _ when source.NameIs("leave"u8) => new LeavePush("", ReadInfo(ref source)),
        _ when source.NameIs("unsubscribe"u8) => ReadUnsubscribe(ref source),
        _ when source.NameIs("message"u8) => new MessagePush(source.TryEnterObject() ? source.ReadSinglePayload("data"u8) : default),
        _ when source.NameIs("subscribe"u8) => ReadSubscribe(ref source),
        _ when source.NameIs("connect"u8) => ReadConnect(ref source),
        _ when source.NameIs("disconnect"u8) => new DisconnectPush(ReadCode(ref source, static (code, reason) => new CloseCode(code, reason))),
        _ when source.NameIs("refresh"u8) => ReadRefresh(ref source),
        _ => null,
    };

    private static PublicationPush ReadPublication(ref JsonSource source)
    {
        var isDelta = false;
        var publication = source.TryEnterObject() ? JsonPublicationReader.Read(ref source, out isDelta) : new Publication { Data = default };
        return new PublicationPush("", publication) { Form = isDelta ? PayloadForm.Delta : PayloadForm.Plain };
    }

    private static ClientInfo ReadInfo(ref JsonSource source)
    {
        var client = new ClientInfo("", "");
        var isThere = source.TryEnterObject();
        while (isThere && source.NextProperty())
        {
            if (source.NameIs("info"u8))
            {
                client = JsonPublicationReader.ReadClient(ref source) ?? client;
            }
        }

        return client;
    }

    private static UnsubscribePush ReadUnsubscribe(ref JsonSource source) =>
        new("", ReadCode(ref source, static (code, reason) => new UnsubscribeCode(code, reason)));

    private static SubscribePush ReadSubscribe(ref JsonSource source)
    {
        var reply = source.TryEnterObject() ? JsonReplyReader.ReadSubscribe(ref source) : new SubscribeReply();
        return new SubscribePush("", reply.Recoverable, new Position(reply.Offset, reply.Epoch), reply.Positioned, reply.Data);
    }

    private static ConnectPush ReadConnect(ref JsonSource source) =>
        new(source.TryEnterObject() ? JsonReplyReader.ReadConnect(ref source) : new ConnectReply { Client = "" });

    private static RefreshPush ReadRefresh(ref JsonSource source)
    {
        var reply = source.TryEnterObject() ? JsonReplyReader.ReadSubRefresh(ref source) : new SubRefreshReply(Expires: false, 0);
        return new RefreshPush(reply.Expires, reply.TimeToLiveSeconds);
    }

    private static T ReadCode<T>(ref JsonSource source, Func<uint, string, T> make)
    {
        uint code = 0;
        var reason = "";
        var isThere = source.TryEnterObject();
        while (isThere && source.NextProperty())
        {
            source.ReadProperty("code"u8, ref code);
            source.ReadProperty("reason"u8, ref reason);
        }

        return make(code, reason);
    }
}
