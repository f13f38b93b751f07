using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Writes publications and the connections that they, presence, join and leave name.</summary>
internal static class ProtobufPublicationWriter
{
    public static void Write(ProtoWriter writer, int field, Publication publication, bool isDelta = false)
    {
        var begin = writer.BeginMessage();
        if (publication.Key is { } key)
        {
            writer.WriteZigZag64(13, publication.Score);
            writer.WriteBoolean(12, publication.IsRemoval);
            writer.WriteString(11, key);
        }

        if (isDelta)
        {
            writer.WriteBoolean(8, true);
        }

        if (publication.Time != default)
        {
            writer.WriteInt64(9, publication.Time.ToUnixTimeMilliseconds());
        }

        if (publication.Tags is { Count: > 0 } tags)
        {
            foreach (var (name, value) in tags)
            {
                writer.WriteMapEntry(7, name, value);
            }
        }

        writer.WriteUInt64(6, publication.Offset);
        if (publication.Publisher is not null)
        {
            WriteClient(writer, 5, publication.Publisher);
        }

        writer.WriteBytes(4, publication.Data);
        writer.EndMessage(field, begin);
    }

    public static void WriteList(ProtoWriter writer, int field, IReadOnlyList<Publication> publications)
    {
        for (var i = publications.Count - 1; i >= 0; i--)
        {
            Write(writer, field, publications[i]);
        }
    }

    public static void WriteClient(ProtoWriter writer, int field, ClientInfo client)
    {
        var begin = writer.BeginMessage();
        writer.WriteBytes(4, client.ChannelInfo);
        writer.WriteBytes(3, client.ConnectionInfo);
        writer.WriteString(2, client.Client);
        writer.WriteString(1, client.User);
        writer.EndMessage(field, begin);
    }
}
