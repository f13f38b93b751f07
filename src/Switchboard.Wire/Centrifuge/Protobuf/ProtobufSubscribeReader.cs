using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the subscribe request.</summary>
internal static class ProtobufSubscribeReader
{
    public static SubscribeCommand Read(ProtoReader reader)
    {
        string channel = "", token = "", epoch = "", delta = "";
        bool recover = false, positioned = false, recoverable = false, joinLeave = false;
        ulong offset = 0;
        ReadOnlyMemory<byte> data = default;
        TagFilter? filter = null;
        long flags = 0;
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
                    recover = reader.ReadBoolean();
                    break;
                case 6:
                    epoch = reader.ReadString();
                    break;
                case 7:
                    offset = reader.ReadUInt64();
                    break;
                case 8:
                    data = reader.ReadBytes();
                    break;
                case 9:
                    positioned = reader.ReadBoolean();
                    break;
                case 10:
                    recoverable = reader.ReadBoolean();
                    break;
                case 11:
                    joinLeave = reader.ReadBoolean();
                    break;
                case 12:
                    delta = reader.ReadString();
                    break;
                case 13:
                    filter = ProtobufTagFilterReader.Read(reader.ReadMessage());
                    break;
                case 14:
                    flags = reader.ReadInt64();
                    break;
                case 15:
                    type = reader.ReadInt32();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new SubscribeCommand(0, channel)
        {
            Token = token,
            Recover = recover,
            Epoch = epoch,
            Offset = offset,
            Data = data,
            Positioned = positioned,
            Recoverable = recoverable,
            JoinLeave = joinLeave,
            Delta = delta,
            Filter = filter,
            Flags = flags,
            Type = type,
        };
    }
}
