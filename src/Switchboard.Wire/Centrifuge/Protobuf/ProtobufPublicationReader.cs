using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads publications and the connections that they, presence, join and leave name.</summary>
internal static class ProtobufPublicationReader
{
    public static Publication Read(ProtoReader reader) => Read(reader, out _);

    /// <summary>Reads a publication whose data may be a delta, as they are on the wire.</summary>
    public static Publication Read(ProtoReader reader, out bool isDelta)
    {
        isDelta = false;
        ReadOnlyMemory<byte> data = default;
        ClientInfo? publisher = null;
        ulong offset = 0;
        Dictionary<string, string>? tags = null;
        var key = "";
        var isRemoval = false;
        long time = 0, score = 0;
        while (reader.NextField())
        {
            reader.ReadField(4, ref data);
            reader.ReadField(6, ref offset);
            reader.ReadField(8, ref isDelta);
            reader.ReadField(9, ref time);
            reader.ReadField(11, ref key);
            reader.ReadField(12, ref isRemoval);
            if (reader.Number == 5)
            {
                publisher = ReadClient(reader.ReadMessage());
            }
            else if (reader.Number == 7)
            {
                ProtobufMapEntry.AddTo(tags ??= new(StringComparer.Ordinal), reader.ReadMessage());
            }
            else if (reader.Number == 13)
            {
                score = reader.ReadZigZag64();
            }
        }

        return new Publication
        {
            Data = data,
            IsJson = false,
            Publisher = publisher,
            Offset = offset,
            Tags = tags,
            Time = WireTime.From(time),
            Key = key.Length == 0 ? null : key,
            IsRemoval = isRemoval,
            Score = score,
        };
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
