namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads publications, positions, and the connections that publications, presence, join and leave name.</summary>
internal static class JsonPublicationReader
{
    private static readonly ReadOnlyMemory<byte> _null = "null"u8.ToArray();

    /// <summary>Reads an array of publications; null is an empty one.</summary>
    public static List<Publication> ReadList(ref JsonSource source)
    {
        var publications = new List<Publication>();
        if (source.TryEnterArray())
        {
            while (source.NextObject())
            {
                publications.Add(Read(ref source));
            }
        }

        return publications;
    }

    /// <summary>Reads a publication, from within its object.</summary>
    public static Publication Read(ref JsonSource source) => Read(ref source, out _);

    /// <summary>Reads a publication whose data may be a delta, as they are on the wire.</summary>
    public static Publication Read(ref JsonSource source, out bool isDelta)
    {
        isDelta = false;
        ReadOnlyMemory<byte> data = default;
        ClientInfo? publisher = null;
        ulong offset = 0;
        Dictionary<string, string>? tags = null;
        var key = "";
        var isRemoval = false;
        long time = 0, score = 0;
        while (source.NextProperty())
        {
            source.ReadProperty("data"u8, ref data);
            source.ReadProperty("offset"u8, ref offset);
            source.ReadProperty("time"u8, ref time);
            source.ReadProperty("key"u8, ref key);
            source.ReadProperty("removed"u8, ref isRemoval);
            source.ReadProperty("score"u8, ref score);
            source.ReadProperty("delta"u8, ref isDelta);
            if (source.NameIs("info"u8))
            {
                publisher = ReadClient(ref source);
            }
            else if (source.NameIs("tags"u8))
            {
                tags = source.ReadStringMap();
            }
        }

        // An entry may be the JSON null, which is a value; only a removal has no data.
        var isEntry = key.Length > 0 && !isRemoval;
        return new Publication
        {
            Data = isEntry && data.IsEmpty ? _null : data,
            Publisher = publisher,
            Offset = offset,
            Tags = tags,
            Time = WireTime.From(time),
            Key = key.Length == 0 ? null : key,
            IsRemoval = isRemoval,
            Score = score,
        };
    }

    /// <summary>Reads who a connection is; null where null stands there.</summary>
    public static ClientInfo? ReadClient(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return null;
        }

        string user = "", client = "";
        ReadOnlyMemory<byte> connectionInfo = default, channelInfo = default;
        while (source.NextProperty())
        {
            source.ReadProperty("user"u8, ref user);
            source.ReadProperty("client"u8, ref client);
            source.ReadProperty("conn_info"u8, ref connectionInfo);
            source.ReadProperty("chan_info"u8, ref channelInfo);
        }

        return new ClientInfo(user, client, connectionInfo, channelInfo);
    }

    /// <summary>Reads a place in a channel's stream; null where null stands there.</summary>
    public static Position? ReadPosition(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return null;
        }

        var (offset, epoch) = (0UL, "");
        while (source.NextProperty())
        {
            source.ReadProperty("offset"u8, ref offset);
            source.ReadProperty("epoch"u8, ref epoch);
        }

        return new Position(offset, epoch);
    }
}
