namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads a command: its id and its request. The methods for requests begin within their object and read to its end.</summary>
internal static class JsonCommandReader
{
    /// <summary>Reads the command that <paramref name="source"/> begins with.</summary>
    public static CentrifugeCommand Read(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            throw new FormatException("A command is an object.");
        }

        var builder = new CommandBuilder();
        while (source.NextProperty())
        {
            if (source.NameIs("id"u8))
            {
                builder.Id = source.ReadUInt32();
            }
            else if (FieldOf(source) is var field and not RequestField.None && source.TryEnterObject())
            {
                builder.Offer(field, ReadRequest(ref source, field));
            }
        }

        return builder.Build();
    }

    /// <summary>The command that the current property is named after, as requests and replies are.</summary>
    public static RequestField FieldOf(scoped in JsonSource source) => source switch
    {
        // The frequent ones first.
        _ when source.NameIs("publish"u8) => RequestField.Publish,
        _ when source.NameIs("rpc"u8) => RequestField.Rpc,
        _ when source.NameIs("subscribe"u8) => RequestField.Subscribe,
        _ when source.NameIs("connect"u8) => RequestField.Connect,
        _ when source.NameIs("unsubscribe"u8) => RequestField.Unsubscribe,
        _ when source.NameIs("presence"u8) => RequestField.Presence,
        _ when source.NameIs("presence_stats"u8) => RequestField.PresenceStats,
        _ when source.NameIs("history"u8) => RequestField.History,
        _ when source.NameIs("ping"u8) => RequestField.Ping,
        _ when source.NameIs("send"u8) => RequestField.Send,
        _ when source.NameIs("refresh"u8) => RequestField.Refresh,
        _ when source.NameIs("sub_refresh"u8) => RequestField.SubRefresh,
        _ => RequestField.None,
    };

    /// <summary>Reads the emulation request, whose data is the commands as a JSON string.</summary>
    public static EmulationRequest ReadEmulation(ref JsonSource source)
    {
        string node = "", session = "";
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            source.ReadProperty("node"u8, ref node);
            source.ReadProperty("session"u8, ref session);
            if (source.NameIs("data"u8))
            {
                data = source.ReadStringBytes();
            }
        }

        return new EmulationRequest(node, session, data);
    }

    private static CentrifugeCommand ReadRequest(ref JsonSource source, RequestField field) => field switch
    {
        RequestField.Connect => JsonConnectReader.Read(ref source),
        RequestField.Subscribe => JsonSubscribeReader.Read(ref source),
        RequestField.Unsubscribe => new UnsubscribeCommand(0, source.ReadSingleString("channel"u8)),
        RequestField.Publish => ReadPublish(ref source),
        RequestField.Presence => new PresenceCommand(0, source.ReadSingleString("channel"u8)),
        RequestField.PresenceStats => new PresenceStatsCommand(0, source.ReadSingleString("channel"u8)),
        RequestField.History => ReadHistory(ref source),
        RequestField.Ping => ReadPing(ref source),
        RequestField.Send => ReadSend(ref source),
        RequestField.Rpc => ReadRpc(ref source),
        RequestField.Refresh => new RefreshCommand(0, source.ReadSingleString("token"u8)),
        RequestField.SubRefresh => ReadSubRefresh(ref source),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static PublishCommand ReadPublish(ref JsonSource source)
    {
        string channel = "", idempotencyKey = "", key = "";
        ReadOnlyMemory<byte> data = default;
        var type = 0;
        var removed = false;
        while (source.NextProperty())
        {
            source.ReadProperty("channel"u8, ref channel);
            source.ReadAnyProperty("data"u8, ref data);
            source.ReadProperty("type"u8, ref type);
            source.ReadProperty("key"u8, ref key);
            source.ReadProperty("removed"u8, ref removed);
            source.ReadProperty("idempotency_key"u8, ref idempotencyKey);
        }

        return new PublishCommand(0, channel, data, type) { Key = key, Removed = removed, IdempotencyKey = idempotencyKey };
    }

    private static HistoryCommand ReadHistory(ref JsonSource source)
    {
        var channel = "";
        var limit = 0;
        Position? since = null;
        var reverse = false;
        while (source.NextProperty())
        {
            source.ReadProperty("channel"u8, ref channel);
            source.ReadProperty("limit"u8, ref limit);
            source.ReadProperty("reverse"u8, ref reverse);
            if (source.NameIs("since"u8))
            {
                since = JsonPublicationReader.ReadPosition(ref source);
            }
        }

        return new HistoryCommand(0, channel, limit, since, reverse);
    }

    private static PingCommand ReadPing(ref JsonSource source)
    {
        source.SkipProperties();
        return new PingCommand(0);
    }

    private static SendCommand ReadSend(ref JsonSource source)
    {
        ReadOnlyMemory<byte> data = default;
        var key = "";
        while (source.NextProperty())
        {
            source.ReadAnyProperty("data"u8, ref data);
            source.ReadProperty("idempotency_key"u8, ref key);
        }

        return new SendCommand(0, data) { IdempotencyKey = key };
    }

    private static RpcCommand ReadRpc(ref JsonSource source)
    {
        var method = "";
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            source.ReadProperty("method"u8, ref method);
            source.ReadAnyProperty("data"u8, ref data);
        }

        return new RpcCommand(0, method, data);
    }

    private static SubRefreshCommand ReadSubRefresh(ref JsonSource source)
    {
        string channel = "", token = "";
        var type = 0;
        while (source.NextProperty())
        {
            source.ReadProperty("channel"u8, ref channel);
            source.ReadProperty("token"u8, ref token);
            source.ReadProperty("type"u8, ref type);
        }

        return new SubRefreshCommand(0, channel, token, type);
    }
}
