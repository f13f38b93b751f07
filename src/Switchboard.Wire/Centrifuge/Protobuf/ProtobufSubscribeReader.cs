using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the subscribe request and its tag filter.</summary>
internal static class ProtobufSubscribeReader
{
    public static SubscribeCommand Read(ProtoReader reader)
    {
        string channel = "", token = "", epoch = "", delta = "", cursor = "";
        bool recover = false, positioned = false, recoverable = false, joinLeave = false, ascending = false;
        ulong offset = 0;
        ReadOnlyMemory<byte> data = default;
        TagFilter? filter = null;
        long flags = 0;
        int type = 0, phase = 0, limit = 0;
        while (reader.NextField())
        {
            // Many fields, of which a message has few: one jump in place of a comparison with each.
            switch (reader.Number)
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
                    filter = ReadFilter(reader.ReadMessage());
                    break;
                case 14:
                    flags = reader.ReadInt64();
                    break;
                case 15:
                    type = reader.ReadInt32();
                    break;
                case 16:
                    phase = reader.ReadInt32();
                    break;
                case 17:
                    cursor = reader.ReadString();
                    break;
                case 18:
                    limit = reader.ReadInt32();
                    break;
                case 19:
                    ascending = reader.ReadBoolean();
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
            Phase = phase,
            Cursor = cursor,
            Limit = limit,
            Ascending = ascending,
        };
    }

    private static TagFilter ReadFilter(ProtoReader reader)
    {
        var limit = new TagFilterLimit();
        return ReadNode(reader, ref limit);
    }

    // The recursion is bounded by the number of nodes that a filter may have.
    private static TagFilter ReadNode(ProtoReader reader, ref TagFilterLimit limit)
    {
        limit.CountNode();
        string op = "", key = "", compare = "", value = "";
        List<string>? values = null;
        List<TagFilter>? nodes = null;
        while (reader.NextField())
        {
            reader.ReadField(1, ref op);
            reader.ReadField(2, ref key);
            reader.ReadField(3, ref compare);
            reader.ReadField(4, ref value);
            if (reader.Number == 5)
            {
                (values ??= []).Add(reader.ReadString());
            }
            else if (reader.Number == 6)
            {
                (nodes ??= []).Add(ReadNode(reader.ReadMessage(), ref limit));
            }
        }

        return new TagFilter { Op = op, Key = key, Compare = compare, Value = value, Values = values ?? [], Nodes = nodes ?? [] };
    }
}
