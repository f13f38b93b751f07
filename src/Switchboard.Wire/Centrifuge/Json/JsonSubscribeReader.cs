namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the subscribe request.</summary>
internal static class JsonSubscribeReader
{
    public static SubscribeCommand Read(ref JsonSource source)
    {
        string channel = "", token = "", epoch = "", delta = "";
        bool recover = false, positioned = false, recoverable = false, joinLeave = false;
        ulong offset = 0;
        ReadOnlyMemory<byte> data = default;
        TagFilter? filter = null;
        long flags = 0;
        var type = 0;
        while (source.NextProperty())
        {
            if (source.NameIs("channel"u8))
            {
                channel = source.ReadString();
            }
            else if (source.NameIs("token"u8))
            {
                token = source.ReadString();
            }
            else if (source.NameIs("recover"u8))
            {
                recover = source.ReadBoolean();
            }
            else if (source.NameIs("epoch"u8))
            {
                epoch = source.ReadString();
            }
            else if (source.NameIs("offset"u8))
            {
                offset = source.ReadUInt64();
            }
            else if (source.NameIs("data"u8))
            {
                data = source.ReadPayload();
            }
            else if (source.NameIs("positioned"u8))
            {
                positioned = source.ReadBoolean();
            }
            else if (source.NameIs("recoverable"u8))
            {
                recoverable = source.ReadBoolean();
            }
            else if (source.NameIs("join_leave"u8))
            {
                joinLeave = source.ReadBoolean();
            }
            else if (source.NameIs("delta"u8))
            {
                delta = source.ReadString();
            }
            else if (source.NameIs("tf"u8))
            {
                filter = JsonTagFilterReader.Read(ref source);
            }
            else if (source.NameIs("flag"u8))
            {
                flags = source.ReadInt64();
            }
            else if (source.NameIs("type"u8))
            {
                type = source.ReadInt32();
            }
            else
            {
                source.SkipValue();
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
