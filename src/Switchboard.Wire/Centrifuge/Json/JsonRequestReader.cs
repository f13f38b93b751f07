namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the requests; each method begins within its object and reads to its end. The id is added by the caller.</summary>
internal static class JsonRequestReader
{
    public static CentrifugeCommand Read(ref JsonSource source, RequestField field) => field switch
    {
        RequestField.Connect => JsonConnectReader.Read(ref source),
        RequestField.Subscribe => JsonSubscribeReader.Read(ref source),
        RequestField.Unsubscribe => new UnsubscribeCommand(0, ReadOnly(ref source, "channel"u8)),
        RequestField.Publish => ReadPublish(ref source),
        RequestField.Presence => new PresenceCommand(0, ReadOnly(ref source, "channel"u8)),
        RequestField.PresenceStats => new PresenceStatsCommand(0, ReadOnly(ref source, "channel"u8)),
        RequestField.History => ReadHistory(ref source),
        RequestField.Ping => ReadPing(ref source),
        RequestField.Send => ReadSend(ref source),
        RequestField.Rpc => ReadRpc(ref source),
        RequestField.Refresh => new RefreshCommand(0, ReadOnly(ref source, "token"u8)),
        RequestField.SubRefresh => ReadSubRefresh(ref source),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static string ReadOnly(ref JsonSource source, ReadOnlySpan<byte> name)
    {
        var value = "";
        while (source.NextProperty())
        {
            if (source.NameIs(name))
            {
                value = source.ReadString();
            }
            else
            {
                source.SkipValue();
            }
        }

        return value;
    }

    private static PublishCommand ReadPublish(ref JsonSource source)
    {
        var channel = "";
        ReadOnlyMemory<byte> data = default;
        var type = 0;
        var key = "";
        while (source.NextProperty())
        {
            if (source.NameIs("channel"u8))
            {
                channel = source.ReadString();
            }
            else if (source.NameIs("data"u8))
            {
                data = source.ReadPayload();
            }
            else if (source.NameIs("type"u8))
            {
                type = source.ReadInt32();
            }
            else if (source.NameIs("idempotency_key"u8))
            {
                key = source.ReadString();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new PublishCommand(0, channel, data, type) { IdempotencyKey = key };
    }

    private static HistoryCommand ReadHistory(ref JsonSource source)
    {
        var channel = "";
        var limit = 0;
        Position? since = null;
        var reverse = false;
        while (source.NextProperty())
        {
            if (source.NameIs("channel"u8))
            {
                channel = source.ReadString();
            }
            else if (source.NameIs("limit"u8))
            {
                limit = source.ReadInt32();
            }
            else if (source.NameIs("since"u8))
            {
                since = JsonPositionReader.Read(ref source);
            }
            else if (source.NameIs("reverse"u8))
            {
                reverse = source.ReadBoolean();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new HistoryCommand(0, channel, limit, since, reverse);
    }

    private static PingCommand ReadPing(ref JsonSource source)
    {
        while (source.NextProperty())
        {
            source.SkipValue();
        }

        return new PingCommand(0);
    }

    private static SendCommand ReadSend(ref JsonSource source)
    {
        ReadOnlyMemory<byte> data = default;
        var key = "";
        while (source.NextProperty())
        {
            if (source.NameIs("data"u8))
            {
                data = source.ReadPayload();
            }
            else if (source.NameIs("idempotency_key"u8))
            {
                key = source.ReadString();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new SendCommand(0, data) { IdempotencyKey = key };
    }

    private static RpcCommand ReadRpc(ref JsonSource source)
    {
        var method = "";
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            if (source.NameIs("method"u8))
            {
                method = source.ReadString();
            }
            else if (source.NameIs("data"u8))
            {
                data = source.ReadPayload();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new RpcCommand(0, method, data);
    }

    private static SubRefreshCommand ReadSubRefresh(ref JsonSource source)
    {
        var channel = "";
        var token = "";
        var type = 0;
        while (source.NextProperty())
        {
            if (source.NameIs("channel"u8))
            {
                channel = source.ReadString();
            }
            else if (source.NameIs("token"u8))
            {
                token = source.ReadString();
            }
            else if (source.NameIs("type"u8))
            {
                type = source.ReadInt32();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new SubRefreshCommand(0, channel, token, type);
    }
}
