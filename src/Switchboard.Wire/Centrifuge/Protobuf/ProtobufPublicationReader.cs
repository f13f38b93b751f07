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
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 4:
                    data = reader.ReadBytes();
                    break;
                case 5:
                    publisher = ReadClient(reader.ReadMessage());
                    break;
                case 6:
                    offset = reader.ReadUInt64();
                    break;
                case 7:
                    ProtobufMapEntry.AddTo(tags ??= new(StringComparer.Ordinal), reader.ReadMessage());
                    break;
                case 9:
                    time = reader.ReadInt64();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new Publication { Data = data, IsJson = false, Publisher = publisher, Offset = offset, Tags = tags, Time = WireTime.From(time) };
    }

    public static ClientInfo ReadClient(ProtoReader reader)
    {
        string user = "", client = "";
        ReadOnlyMemory<byte> connectionInfo = default, channelInfo = default;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    user = reader.ReadString();
                    break;
                case 2:
                    client = reader.ReadString();
                    break;
                case 3:
                    connectionInfo = reader.ReadBytes();
                    break;
                case 4:
                    channelInfo = reader.ReadBytes();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new ClientInfo(user, client, connectionInfo, channelInfo);
    }
}
