using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the requests. Of a field that comes twice the later one counts. The id is added by the caller.</summary>
internal static class ProtobufRequestReader
{
    public static CentrifugeCommand Read(ProtoReader reader, RequestField field) => field switch
    {
        RequestField.Connect => ProtobufConnectReader.Read(reader),
        RequestField.Subscribe => ProtobufSubscribeReader.Read(reader),
        RequestField.Unsubscribe => new UnsubscribeCommand(0, ReadFirstString(reader)),
        RequestField.Publish => ReadPublish(reader),
        RequestField.Presence => new PresenceCommand(0, ReadFirstString(reader)),
        RequestField.PresenceStats => new PresenceStatsCommand(0, ReadFirstString(reader)),
        RequestField.History => ReadHistory(reader),
        RequestField.Ping => ReadPing(reader),
        RequestField.Send => ReadSend(reader),
        RequestField.Rpc => ReadRpc(reader),
        RequestField.Refresh => new RefreshCommand(0, ReadFirstString(reader)),
        RequestField.SubRefresh => ReadSubRefresh(reader),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    /// <summary>Reads a request whose only field is a channel or a token.</summary>
    private static string ReadFirstString(ProtoReader reader)
    {
        var value = "";
        while (reader.NextField(out var number))
        {
            if (number == 1)
            {
                value = reader.ReadString();
            }
            else
            {
                reader.SkipValue();
            }
        }

        return value;
    }

    private static PublishCommand ReadPublish(ProtoReader reader)
    {
        var channel = "";
        ReadOnlyMemory<byte> data = default;
        var type = 0;
        var key = "";
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    channel = reader.ReadString();
                    break;
                case 2:
                    data = reader.ReadBytes();
                    break;
                case 3:
                    type = reader.ReadInt32();
                    break;
                case ExtensionFields.IdempotencyKey:
                    key = reader.ReadString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new PublishCommand(0, channel, data, type) { IdempotencyKey = key };
    }

    private static HistoryCommand ReadHistory(ProtoReader reader)
    {
        var channel = "";
        var limit = 0;
        Position? since = null;
        var reverse = false;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    channel = reader.ReadString();
                    break;
                case 7:
                    limit = reader.ReadInt32();
                    break;
                case 8:
                    since = ReadPosition(reader.ReadMessage());
                    break;
                case 9:
                    reverse = reader.ReadBoolean();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new HistoryCommand(0, channel, limit, since, reverse);
    }

    private static Position ReadPosition(ProtoReader reader)
    {
        ulong offset = 0;
        var epoch = "";
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    offset = reader.ReadUInt64();
                    break;
                case 2:
                    epoch = reader.ReadString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new Position(offset, epoch);
    }

    private static PingCommand ReadPing(ProtoReader reader)
    {
        while (reader.NextField(out _))
        {
            reader.SkipValue();
        }

        return new PingCommand(0);
    }

    private static SendCommand ReadSend(ProtoReader reader)
    {
        ReadOnlyMemory<byte> data = default;
        var key = "";
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    data = reader.ReadBytes();
                    break;
                case ExtensionFields.IdempotencyKey:
                    key = reader.ReadString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new SendCommand(0, data) { IdempotencyKey = key };
    }

    private static RpcCommand ReadRpc(ProtoReader reader)
    {
        var method = "";
        ReadOnlyMemory<byte> data = default;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    data = reader.ReadBytes();
                    break;
                case 2:
                    method = reader.ReadString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new RpcCommand(0, method, data);
    }

    private static SubRefreshCommand ReadSubRefresh(ProtoReader reader)
    {
        var channel = "";
        var token = "";
        var type = 0;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    channel = reader.ReadString();
                    break;
                case 2:
                    token = reader.ReadString();
                    break;
                case 3:
                    type = reader.ReadInt32();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new SubRefreshCommand(0, channel, token, type);
    }
}
