using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads a command: its id and its request. Each method reads a whole message.</summary>
internal static class ProtobufCommandReader
{
    public static CentrifugeCommand Read(ProtoReader reader)
    {
        var builder = new CommandBuilder();
        while (reader.NextField())
        {
            if (reader.Number == 1)
            {
                builder.Id = reader.ReadUInt32();
            }
            else if ((RequestField)reader.Number is var field and >= RequestField.Connect and <= RequestField.SubRefresh)
            {
                builder.Offer(field, ReadRequest(reader.ReadMessage(), field));
            }
        }

        return builder.Build();
    }

    public static EmulationRequest ReadEmulation(ProtoReader reader)
    {
        string node = "", session = "";
        ReadOnlyMemory<byte> data = default;
        while (reader.NextField())
        {
            reader.ReadField(1, ref node);
            reader.ReadField(2, ref session);
            reader.ReadField(3, ref data);
        }

        return new EmulationRequest(node, session, data);
    }

    private static CentrifugeCommand ReadRequest(ProtoReader reader, RequestField field) => field switch
    {
        RequestField.Connect => ProtobufConnectReader.Read(reader),
        RequestField.Subscribe => ProtobufSubscribeReader.Read(reader),
        RequestField.Unsubscribe => new UnsubscribeCommand(0, reader.ReadSingleString(1)),
        RequestField.Publish => ReadPublish(reader),
        RequestField.Presence => new PresenceCommand(0, reader.ReadSingleString(1)),
        RequestField.PresenceStats => new PresenceStatsCommand(0, reader.ReadSingleString(1)),
        RequestField.History => ReadHistory(reader),
        RequestField.Ping => ReadPing(reader),
        RequestField.Send => ReadSend(reader),
        RequestField.Rpc => ReadRpc(reader),
        RequestField.Refresh => new RefreshCommand(0, reader.ReadSingleString(1)),
        RequestField.SubRefresh => ReadSubRefresh(reader),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static PublishCommand ReadPublish(ProtoReader reader)
    {
        string channel = "", idempotencyKey = "", key = "";
        ReadOnlyMemory<byte> data = default;
        var type = 0;
        var removed = false;
        while (reader.NextField())
        {
            reader.ReadField(1, ref channel);
            reader.ReadField(2, ref data);
            reader.ReadField(3, ref type);
            reader.ReadField(4, ref key);
            reader.ReadField(5, ref removed);
            reader.ReadField(ExtensionFields.IdempotencyKey, ref idempotencyKey);
        }

        return new PublishCommand(0, channel, data, type) { Key = key, Removed = removed, IdempotencyKey = idempotencyKey };
    }

    private static HistoryCommand ReadHistory(ProtoReader reader)
    {
        var channel = "";
        var limit = 0;
        Position? since = null;
        var reverse = false;
        while (reader.NextField())
        {
            reader.ReadField(1, ref channel);
            reader.ReadField(7, ref limit);
            reader.ReadField(9, ref reverse);
            if (reader.Number == 8)
            {
                since = ReadPosition(reader.ReadMessage());
            }
        }

        return new HistoryCommand(0, channel, limit, since, reverse);
    }

    private static Position ReadPosition(ProtoReader reader)
    {
        ulong offset = 0;
        var epoch = "";
        while (reader.NextField())
        {
            reader.ReadField(1, ref offset);
            reader.ReadField(2, ref epoch);
        }

        return new Position(offset, epoch);
    }

    private static PingCommand ReadPing(ProtoReader reader)
    {
        reader.SkipFields();
        return new PingCommand(0);
    }

    private static SendCommand ReadSend(ProtoReader reader)
    {
        ReadOnlyMemory<byte> data = default;
        var key = "";
        while (reader.NextField())
        {
            reader.ReadField(1, ref data);
            reader.ReadField(ExtensionFields.IdempotencyKey, ref key);
        }

        return new SendCommand(0, data) { IdempotencyKey = key };
    }

    private static RpcCommand ReadRpc(ProtoReader reader)
    {
        var method = "";
        ReadOnlyMemory<byte> data = default;
        while (reader.NextField())
        {
            reader.ReadField(1, ref data);
            reader.ReadField(2, ref method);
        }

        return new RpcCommand(0, method, data);
    }

    private static SubRefreshCommand ReadSubRefresh(ProtoReader reader)
    {
        string channel = "", token = "";
        var type = 0;
        while (reader.NextField())
        {
            reader.ReadField(1, ref channel);
            reader.ReadField(2, ref token);
            reader.ReadField(3, ref type);
        }

        return new SubRefreshCommand(0, channel, token, type);
    }
}
