namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the subscribe request and its tag filter.</summary>
internal static class JsonSubscribeReader
{
    public static SubscribeCommand Read(ref JsonSource source)
    {
        string channel = "", token = "", epoch = "", delta = "", cursor = "";
        bool recover = false, positioned = false, recoverable = false, joinLeave = false, ascending = false;
        ulong offset = 0;
        ReadOnlyMemory<byte> data = default;
        TagFilter? filter = null;
        long flags = 0;
        int type = 0, phase = 0, limit = 0;
        while (source.NextProperty())
        {
            source.ReadProperty("channel"u8, ref channel);
            source.ReadProperty("token"u8, ref token);
            source.ReadProperty("recover"u8, ref recover);
            source.ReadProperty("epoch"u8, ref epoch);
            source.ReadProperty("offset"u8, ref offset);
            source.ReadProperty("data"u8, ref data);
            source.ReadProperty("positioned"u8, ref positioned);
            source.ReadProperty("recoverable"u8, ref recoverable);
            source.ReadProperty("join_leave"u8, ref joinLeave);
            source.ReadProperty("delta"u8, ref delta);
            source.ReadProperty("flag"u8, ref flags);
            source.ReadProperty("type"u8, ref type);
            source.ReadProperty("phase"u8, ref phase);
            source.ReadProperty("cursor"u8, ref cursor);
            source.ReadProperty("limit"u8, ref limit);
            source.ReadProperty("asc"u8, ref ascending);
            if (source.NameIs("tf"u8))
            {
                filter = ReadFilter(ref source);
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

    /// <summary>Reads a filter; null where null comes instead.</summary>
    public static TagFilter? ReadFilter(ref JsonSource source)
    {
        var limit = new TagFilterLimit();
        return source.TryEnterObject() ? ReadNode(ref source, ref limit) : null;
    }

    // The recursion is bounded by the depth that the JSON reader allows.
    private static TagFilter ReadNode(ref JsonSource source, ref TagFilterLimit limit)
    {
        limit.CountNode();
        string op = "", key = "", compare = "", value = "";
        IReadOnlyList<string> values = [];
        IReadOnlyList<TagFilter> nodes = [];
        while (source.NextProperty())
        {
            source.ReadProperty("op"u8, ref op);
            source.ReadProperty("key"u8, ref key);
            source.ReadProperty("cmp"u8, ref compare);
            source.ReadProperty("val"u8, ref value);
            if (source.NameIs("vals"u8))
            {
                values = ReadValues(ref source);
            }
            else if (source.NameIs("nodes"u8))
            {
                nodes = ReadNodes(ref source, ref limit);
            }
        }

        return new TagFilter { Op = op, Key = key, Compare = compare, Value = value, Values = values, Nodes = nodes };
    }

    private static List<string> ReadValues(ref JsonSource source)
    {
        var values = new List<string>();
        if (source.TryEnterArray())
        {
            while (source.NextString(out var value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static List<TagFilter> ReadNodes(ref JsonSource source, ref TagFilterLimit limit)
    {
        var nodes = new List<TagFilter>();
        if (source.TryEnterArray())
        {
            while (source.NextObject())
            {
                nodes.Add(ReadNode(ref source, ref limit));
            }
        }

        return nodes;
    }
}
