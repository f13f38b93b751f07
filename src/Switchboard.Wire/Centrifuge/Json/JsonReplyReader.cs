namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the results of commands; each method begins within its object and reads to its end.</summary>
internal static class JsonReplyReader
{
    public static CentrifugeReply Read(ref JsonSource source, RequestField field) => field switch
    {
        RequestField.Connect => JsonConnectReplyReader.Read(ref source),
        RequestField.Subscribe => JsonSubscribeReplyReader.Read(ref source),
        RequestField.Unsubscribe => ReadEmpty(ref source, EmptyReply.Unsubscribe),
        RequestField.Publish => ReadEmpty(ref source, EmptyReply.Publish),
        RequestField.Ping => ReadEmpty(ref source, EmptyReply.Ping),
        RequestField.Send => ReadEmpty(ref source, EmptyReply.Send),
        RequestField.Presence => ReadPresence(ref source),
        RequestField.PresenceStats => ReadPresenceStats(ref source),
        RequestField.History => ReadHistory(ref source),
        RequestField.Rpc => new RpcReply(JsonPayload.ReadOnly(ref source, "data"u8)),
        RequestField.Refresh => ReadRefresh(ref source),
        RequestField.SubRefresh => ReadSubRefresh(ref source),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static EmptyReply ReadEmpty(ref JsonSource source, EmptyReply reply)
    {
        while (source.NextProperty())
        {
            source.SkipValue();
        }

        return reply;
    }

    private static PresenceReply ReadPresence(ref JsonSource source)
    {
        var clients = new List<ClientInfo>();
        while (source.NextProperty())
        {
            if (!source.NameIs("presence"u8))
            {
                source.SkipValue();
            }
            else if (source.TryEnterObject())
            {
                while (source.NextProperty())
                {
                    clients.Add(JsonPublicationReader.ReadClient(ref source) ?? new ClientInfo("", ""));
                }
            }
        }

        return new PresenceReply(clients);
    }

    private static PresenceStatsReply ReadPresenceStats(ref JsonSource source)
    {
        int clients = 0, users = 0;
        while (source.NextProperty())
        {
            if (source.NameIs("num_clients"u8))
            {
                clients = source.ReadInt32();
            }
            else if (source.NameIs("num_users"u8))
            {
                users = source.ReadInt32();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new PresenceStatsReply(new PresenceStats(clients, users));
    }

    private static HistoryReply ReadHistory(ref JsonSource source)
    {
        IReadOnlyList<Publication> publications = [];
        ulong offset = 0;
        var epoch = "";
        while (source.NextProperty())
        {
            if (source.NameIs("publications"u8))
            {
                publications = JsonPublicationReader.ReadList(ref source);
            }
            else if (source.NameIs("offset"u8))
            {
                offset = source.ReadUInt64();
            }
            else if (source.NameIs("epoch"u8))
            {
                epoch = source.ReadString();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new HistoryReply(publications, new Position(offset, epoch));
    }

    private static RefreshReply ReadRefresh(ref JsonSource source)
    {
        string client = "", version = "";
        var expires = false;
        uint seconds = 0;
        while (source.NextProperty())
        {
            if (source.NameIs("client"u8))
            {
                client = source.ReadString();
            }
            else if (source.NameIs("version"u8))
            {
                version = source.ReadString();
            }
            else if (source.NameIs("expires"u8))
            {
                expires = source.ReadBoolean();
            }
            else if (source.NameIs("ttl"u8))
            {
                seconds = source.ReadUInt32();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new RefreshReply(client, version, expires, seconds);
    }

    private static SubRefreshReply ReadSubRefresh(ref JsonSource source)
    {
        var refresh = ReadRefresh(ref source);
        return new SubRefreshReply(refresh.Expires, refresh.TimeToLiveSeconds);
    }
}
