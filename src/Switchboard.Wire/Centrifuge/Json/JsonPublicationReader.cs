namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads publications and the connections that they, presence, join and leave name.</summary>
internal static class JsonPublicationReader
{
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
    public static Publication Read(ref JsonSource source)
    {
        ReadOnlyMemory<byte> data = default;
        ClientInfo? publisher = null;
        ulong offset = 0;
        Dictionary<string, string>? tags = null;
        long time = 0;
        while (source.NextProperty())
        {
            if (source.NameIs("data"u8))
            {
                data = source.ReadPayload();
            }
            else if (source.NameIs("info"u8))
            {
                publisher = ReadClient(ref source);
            }
            else if (source.NameIs("offset"u8))
            {
                offset = source.ReadUInt64();
            }
            else if (source.NameIs("tags"u8))
            {
                tags = ReadTags(ref source);
            }
            else if (source.NameIs("time"u8))
            {
                time = source.ReadInt64();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new Publication { Data = data, Publisher = publisher, Offset = offset, Tags = tags, Time = WireTime.From(time) };
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
            if (source.NameIs("user"u8))
            {
                user = source.ReadString();
            }
            else if (source.NameIs("client"u8))
            {
                client = source.ReadString();
            }
            else if (source.NameIs("conn_info"u8))
            {
                connectionInfo = source.ReadPayload();
            }
            else if (source.NameIs("chan_info"u8))
            {
                channelInfo = source.ReadPayload();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new ClientInfo(user, client, connectionInfo, channelInfo);
    }

    private static Dictionary<string, string>? ReadTags(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return null;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        while (source.NextProperty())
        {
            var name = source.ReadName();
            tags[name] = source.ReadString();
        }

        return tags;
    }
}
