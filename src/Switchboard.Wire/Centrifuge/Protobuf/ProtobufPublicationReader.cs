using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads publications and the connections that they, presence, join and leave name.</summary>
internal static class ProtobufPublicationReader
{
    public static Publication Read(ProtoReader reader)
    {
        ReadOnlyMemory<byte> data = default;
        ClientInfo? publisher = null;
        ulong offset = 0;
        Dictionary<string, string>? tags = null;
        long time = 0;
        while (reader.NextField())
        {
            reader.ReadField(4, ref data);
            reader.ReadField(6, ref offset);
            reader.ReadField(9, ref time);
            if (reader.Number == 5)
            {
                publisher = ReadClient(reader.ReadMessage());
            }
            else if (reader.Number == 7)
            {
                ProtobufMapEntry.AddTo(tags ??= new(StringComparer.Ordinal), reader.ReadMessage());
            }
        }

        return new Publication { Data = data, IsJson = false, Publisher = publisher, Offset = offset, Tags = tags, Time = WireTime.From(time) };
    }

    /// <summary>Reads a message of which one field, a connection, counts.</summary>
    public static ClientInfo ReadClientIn(ProtoReader reader, int number)
    {
        ClientInfo? client = null;
        while (reader.NextField())
        {
            if (reader.Number == number)
            {
                client = ReadClient(reader.ReadMessage());
            }
        }

        return client ?? new ClientInfo("", "");
    }

    private static ClientInfo ReadClient(ProtoReader reader)
    {
        string user = "", client = "";
        ReadOnlyMemory<byte> connectionInfo = default, channelInfo = default;
        while (reader.NextField())
        {
            reader.ReadField(1, ref user);
            reader.ReadField(2, ref client);
            reader.ReadField(3, ref connectionInfo);
            reader.ReadField(4, ref channelInfo);
        }

        return new ClientInfo(user, client, connectionInfo, channelInfo);
    }
}
