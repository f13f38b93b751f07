namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the results of commands; each method begins within its object and reads to its end.</summary>
internal static class JsonReplyReader
{
    public static CentrifugeReply Read(ref JsonSource source, RequestField field) => field switch
    {
        RequestField.Connect => ReadConnect(ref source),
        RequestField.Subscribe => ReadSubscribe(ref source),
        RequestField.Unsubscribe => ReadEmpty(ref source, EmptyReply.Unsubscribe),
        RequestField.Publish => ReadEmpty(ref source, EmptyReply.Publish),
        RequestField.Ping => ReadEmpty(ref source, EmptyReply.Ping),
        RequestField.Send => ReadEmpty(ref source, EmptyReply.Send),
        RequestField.Presence => ReadPresence(ref source),
        RequestField.PresenceStats => ReadPresenceStats(ref source),
        RequestField.History => ReadHistory(ref source),
        RequestField.Rpc => new RpcReply(source.ReadSinglePayload("data"u8)),
        RequestField.Refresh => ReadRefresh(ref source),
        RequestField.SubRefresh => ReadSubRefresh(ref source),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    /// <summary>Reads the result of connect, which one-way streams send as a push.</summary>
    public static ConnectReply ReadConnect(ref JsonSource source)
    {
        string client = "", version = "", session = "", node = "";
        bool expires = false, pong = false;
        uint timeToLive = 0, ping = 0;
        long time = 0;
        ReadOnlyMemory<byte> data = default;
        Dictionary<string, SubscribeReply>? subscriptions = null;
        while (source.NextProperty())
        {
            source.ReadProperty("client"u8, ref client);
            source.ReadProperty("version"u8, ref version);
            source.ReadProperty("expires"u8, ref expires);
            source.ReadProperty("ttl"u8, ref timeToLive);
            source.ReadProperty("data"u8, ref data);
            source.ReadProperty("ping"u8, ref ping);
            source.ReadProperty("pong"u8, ref pong);
            source.ReadProperty("session"u8, ref session);
            source.ReadProperty("node"u8, ref node);
            source.ReadProperty("time"u8, ref time);
            if (source.NameIs("subs"u8))
            {
                subscriptions = ReadSubscriptions(ref source);
            }
        }

        return new ConnectReply
        {
            Client = client,
            Version = version,
            Expires = expires,
            TimeToLiveSeconds = timeToLive,
            Data = data,
            Subscriptions = subscriptions,
            PingSeconds = ping,
            Pong = pong,
            Session = session,
            Node = node,
            Time = time,
        };
    }

    /// <summary>Reads the result of subscribe, and the push that tells of a server-side subscription: the same fields.</summary>
    public static SubscribeReply ReadSubscribe(ref JsonSource source)
    {
        bool expires = false, recoverable = false, recovered = false, wasRecovering = false, positioned = false, delta = false;
        uint timeToLive = 0, debounce = 0;
        string epoch = "", cursor = "";
        ulong offset = 0;
        int type = 0, phase = 0;
        IReadOnlyList<Publication> publications = [], state = [];
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            source.ReadProperty("expires"u8, ref expires);
            source.ReadProperty("ttl"u8, ref timeToLive);
            source.ReadProperty("recoverable"u8, ref recoverable);
            source.ReadProperty("epoch"u8, ref epoch);
            source.ReadProperty("offset"u8, ref offset);
            source.ReadProperty("recovered"u8, ref recovered);
            source.ReadProperty("was_recovering"u8, ref wasRecovering);
            source.ReadProperty("positioned"u8, ref positioned);
            source.ReadProperty("data"u8, ref data);
            source.ReadProperty("delta"u8, ref delta);
            source.ReadProperty("type"u8, ref type);
            source.ReadProperty("phase"u8, ref phase);
            source.ReadProperty("cursor"u8, ref cursor);
            source.ReadProperty("publish_debounce"u8, ref debounce);
            if (source.NameIs("publications"u8))
            {
                publications = JsonPublicationReader.ReadList(ref source);
            }
            else if (source.NameIs("state"u8))
            {
                state = JsonPublicationReader.ReadList(ref source);
            }
        }

        return new SubscribeReply
        {
            Expires = expires,
            TimeToLiveSeconds = timeToLive,
            Recoverable = recoverable,
            Epoch = epoch,
            Offset = offset,
            Publications = publications,
            Recovered = recovered,
            WasRecovering = wasRecovering,
            Positioned = positioned,
            Data = data,
            Delta = delta,
            Type = type,
            Phase = phase,
            Cursor = cursor,
            State = state,
            PublishDebounceMilliseconds = debounce,
        };
    }

    /// <summary>Reads whether, and in how many seconds, something expires.</summary>
    public static SubRefreshReply ReadSubRefresh(ref JsonSource source)
    {
        var refresh = ReadRefresh(ref source);
        return new SubRefreshReply(refresh.Expires, refresh.TimeToLiveSeconds);
    }

    private static EmptyReply ReadEmpty(ref JsonSource source, EmptyReply reply)
    {
        source.SkipProperties();
        return reply;
    }

    private static Dictionary<string, SubscribeReply>? ReadSubscriptions(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return null;
        }

        var subscriptions = new Dictionary<string, SubscribeReply>(StringComparer.Ordinal);
        while (source.NextProperty())
        {
            var channel = source.ReadName();
            subscriptions[channel] = source.TryEnterObject() ? ReadSubscribe(ref source) : new SubscribeReply();
        }

        return subscriptions;
    }

    private static PresenceReply ReadPresence(ref JsonSource source)
    {
        var clients = new List<ClientInfo>();
        while (source.NextProperty())
        {
            if (source.NameIs("presence"u8) && source.TryEnterObject())
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
            source.ReadProperty("num_clients"u8, ref clients);
            source.ReadProperty("num_users"u8, ref users);
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
            source.ReadProperty("offset"u8, ref offset);
            source.ReadProperty("epoch"u8, ref epoch);
            if (source.NameIs("publications"u8))
            {
                publications = JsonPublicationReader.ReadList(ref source);
            }
        }

        return new HistoryReply(publications, new Position(offset, epoch));
    }

    private static RefreshReply ReadRefresh(ref JsonSource source)
    {
        string client = "", version = "";
        var expires = false;
        uint timeToLive = 0;
        while (source.NextProperty())
        {
            source.ReadProperty("client"u8, ref client);
            source.ReadProperty("version"u8, ref version);
            source.ReadProperty("expires"u8, ref expires);
            source.ReadProperty("ttl"u8, ref timeToLive);
        }

        return new RefreshReply(client, version, expires, timeToLive);
    }
}
