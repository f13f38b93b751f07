using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the results of commands, by the number of their field.</summary>
internal static class ProtobufReplyReader
{
    public static CentrifugeReply Read(ProtoReader reader, int field) => field switch
    {
        5 => ReadConnect(reader, expires: 3, timeToLive: 4, data: 5, subscriptions: 6),
        6 => ReadSubscribe(reader),
        7 => ReadEmpty(reader, EmptyReply.Unsubscribe),
        8 => ReadEmpty(reader, EmptyReply.Publish),
        9 => ReadPresence(reader),
        10 => ReadPresenceStats(reader),
        11 => ReadHistory(reader),
        12 => ReadEmpty(reader, EmptyReply.Ping),
        13 => new RpcReply(reader.ReadSingleBytes(1)),
        14 => ReadRefresh(reader),
        15 => ReadSubRefresh(reader),
        ExtensionFields.Send => ReadEmpty(reader, EmptyReply.Send),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    /// <summary>Reads the result of connect as one-way streams push it: some of its fields have other numbers there.</summary>
    public static ConnectReply ReadConnectPush(ProtoReader reader) => ReadConnect(reader, expires: 5, timeToLive: 6, data: 3, subscriptions: 4);

    /// <summary>Reads whether, and in how many seconds, something expires.</summary>
    public static SubRefreshReply ReadSubRefresh(ProtoReader reader)
    {
        var expires = false;
        uint timeToLive = 0;
        while (reader.NextField())
        {
            reader.ReadField(1, ref expires);
            reader.ReadField(2, ref timeToLive);
        }

        return new SubRefreshReply(expires, timeToLive);
    }

    private static ConnectReply ReadConnect(ProtoReader reader, int expires, int timeToLive, int data, int subscriptions)
    {
        string client = "", version = "", session = "", node = "";
        bool doesExpire = false, pong = false;
        uint seconds = 0, ping = 0;
        long time = 0;
        ReadOnlyMemory<byte> payload = default;
        Dictionary<string, SubscribeReply>? replies = null;
        while (reader.NextField())
        {
            reader.ReadField(1, ref client);
            reader.ReadField(2, ref version);
            reader.ReadField(expires, ref doesExpire);
            reader.ReadField(timeToLive, ref seconds);
            reader.ReadField(data, ref payload);
            reader.ReadField(7, ref ping);
            reader.ReadField(8, ref pong);
            reader.ReadField(9, ref session);
            reader.ReadField(10, ref node);
            reader.ReadField(11, ref time);
            if (reader.Number == subscriptions)
            {
                ProtobufMapEntry.AddTo(replies ??= new(StringComparer.Ordinal), reader.ReadMessage(), ReadSubscribe);
            }
        }

        return new ConnectReply
        {
            Client = client,
            Version = version,
            Expires = doesExpire,
            TimeToLiveSeconds = seconds,
            Data = payload,
            Subscriptions = replies,
            PingSeconds = ping,
            Pong = pong,
            Session = session,
            Node = node,
            Time = time,
        };
    }

    private static SubscribeReply ReadSubscribe(ProtoReader reader)
    {
        bool expires = false, recoverable = false, recovered = false, wasRecovering = false, positioned = false, delta = false;
        uint timeToLive = 0, debounce = 0;
        string epoch = "", cursor = "";
        ulong offset = 0;
        int type = 0, phase = 0;
        ReadOnlyMemory<byte> data = default;
        List<Publication> publications = [], state = [];
        while (reader.NextField())
        {
            reader.ReadField(1, ref expires);
            reader.ReadField(2, ref timeToLive);
            reader.ReadField(3, ref recoverable);
            reader.ReadField(6, ref epoch);
            reader.ReadField(8, ref recovered);
            reader.ReadField(9, ref offset);
            reader.ReadField(10, ref positioned);
            reader.ReadField(11, ref data);
            reader.ReadField(12, ref wasRecovering);
            reader.ReadField(13, ref delta);
            reader.ReadField(15, ref type);
            reader.ReadField(16, ref phase);
            reader.ReadField(17, ref cursor);
            reader.ReadField(19, ref debounce);
            if (reader.Number is 7 or 18)
            {
                (reader.Number == 7 ? publications : state).Add(ProtobufPublicationReader.Read(reader.ReadMessage()));
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

    private static EmptyReply ReadEmpty(ProtoReader reader, EmptyReply reply)
    {
        reader.SkipFields();
        return reply;
    }

    private static PresenceReply ReadPresence(ProtoReader reader)
    {
        var clients = new List<ClientInfo>();
        while (reader.NextField())
        {
            if (reader.Number == 1)
            {
                // The entry of a map, whose key the client has in itself.
                clients.Add(ProtobufPublicationReader.ReadClientIn(reader.ReadMessage(), 2));
            }
        }

        return new PresenceReply(clients);
    }

    private static PresenceStatsReply ReadPresenceStats(ProtoReader reader)
    {
        uint clients = 0, users = 0;
        while (reader.NextField())
        {
            reader.ReadField(1, ref clients);
            reader.ReadField(2, ref users);
        }

        return clients <= int.MaxValue && users <= int.MaxValue
            ? new PresenceStatsReply(new PresenceStats((int)clients, (int)users))
            : throw new FormatException("A number is out of range.");
    }

    private static HistoryReply ReadHistory(ProtoReader reader)
    {
        var publications = new List<Publication>();
        ulong offset = 0;
        var epoch = "";
        while (reader.NextField())
        {
            reader.ReadField(2, ref epoch);
            reader.ReadField(3, ref offset);
            if (reader.Number == 1)
            {
                publications.Add(ProtobufPublicationReader.Read(reader.ReadMessage()));
            }
        }

        return new HistoryReply(publications, new Position(offset, epoch));
    }

    private static RefreshReply ReadRefresh(ProtoReader reader)
    {
        string client = "", version = "";
        var expires = false;
        uint timeToLive = 0;
        while (reader.NextField())
        {
            reader.ReadField(1, ref client);
            reader.ReadField(2, ref version);
            reader.ReadField(3, ref expires);
            reader.ReadField(4, ref timeToLive);
        }

        return new RefreshReply(client, version, expires, timeToLive);
    }
}
