using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the results of commands, by the number of their field.</summary>
internal static class ProtobufReplyReader
{
    public static CentrifugeReply Read(ProtoReader reader, int field) => field switch
    {
        5 => ProtobufConnectReplyReader.ReadReply(reader),
        6 => ProtobufConnectReplyReader.ReadSubscribe(reader),
        7 => ReadEmpty(reader, EmptyReply.Unsubscribe),
        8 => ReadEmpty(reader, EmptyReply.Publish),
        9 => ReadPresence(reader),
        10 => ReadPresenceStats(reader),
        11 => ReadHistory(reader),
        12 => ReadEmpty(reader, EmptyReply.Ping),
        13 => new RpcReply(ReadPayload(reader)),
        14 => ReadRefresh(reader),
        15 => ReadSubRefresh(reader),
        ExtensionFields.Send => ReadEmpty(reader, EmptyReply.Send),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    /// <summary>Reads a message whose only field is a payload.</summary>
    public static ReadOnlyMemory<byte> ReadPayload(ProtoReader reader)
    {
        ReadOnlyMemory<byte> data = default;
        while (reader.NextField(out var number))
        {
            if (number == 1)
            {
                data = reader.ReadBytes();
            }
            else
            {
                reader.SkipValue();
            }
        }

        return data;
    }

    /// <summary>Reads whether, and in how many seconds, something expires.</summary>
    public static SubRefreshReply ReadSubRefresh(ProtoReader reader)
    {
        var expires = false;
        uint seconds = 0;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    expires = reader.ReadBoolean();
                    break;
                case 2:
                    seconds = reader.ReadUInt32();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new SubRefreshReply(expires, seconds);
    }

    private static EmptyReply ReadEmpty(ProtoReader reader, EmptyReply reply)
    {
        while (reader.NextField(out _))
        {
            reader.SkipValue();
        }

        return reply;
    }

    private static PresenceReply ReadPresence(ProtoReader reader)
    {
        var clients = new List<ClientInfo>();
        while (reader.NextField(out var number))
        {
            if (number == 1)
            {
                clients.Add(ReadPresenceEntry(reader.ReadMessage()));
            }
            else
            {
                reader.SkipValue();
            }
        }

        return new PresenceReply(clients);
    }

    private static ClientInfo ReadPresenceEntry(ProtoReader entry)
    {
        var client = new ClientInfo("", "");
        while (entry.NextField(out var number))
        {
            if (number == 2)
            {
                client = ProtobufPublicationReader.ReadClient(entry.ReadMessage());
            }
            else
            {
                entry.SkipValue();
            }
        }

        return client;
    }

    private static PresenceStatsReply ReadPresenceStats(ProtoReader reader)
    {
        uint clients = 0, users = 0;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    clients = reader.ReadUInt32();
                    break;
                case 2:
                    users = reader.ReadUInt32();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
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
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    publications.Add(ProtobufPublicationReader.Read(reader.ReadMessage()));
                    break;
                case 2:
                    epoch = reader.ReadString();
                    break;
                case 3:
                    offset = reader.ReadUInt64();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new HistoryReply(publications, new Position(offset, epoch));
    }

    private static RefreshReply ReadRefresh(ProtoReader reader)
    {
        string client = "", version = "";
        var expires = false;
        uint seconds = 0;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    client = reader.ReadString();
                    break;
                case 2:
                    version = reader.ReadString();
                    break;
                case 3:
                    expires = reader.ReadBoolean();
                    break;
                case 4:
                    seconds = reader.ReadUInt32();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new RefreshReply(client, version, expires, seconds);
    }
}
