using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the subscribe request and its tag filter.</summary>
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
        while (reader.NextField())
        {
            reader.ReadField(1, ref channel);
            reader.ReadField(2, ref token);
            reader.ReadField(3, ref recover);
            reader.ReadField(6, ref epoch);
            reader.ReadField(7, ref offset);
            reader.ReadField(8, ref data);
            reader.ReadField(9, ref positioned);
            reader.ReadField(10, ref recoverable);
            reader.ReadField(11, ref joinLeave);
            reader.ReadField(12, ref delta);
            reader.ReadField(14, ref flags);
            reader.ReadField(15, ref type);
            if (reader.Number == 13)
            {
                filter = ReadFilter(reader.ReadMessage());
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
