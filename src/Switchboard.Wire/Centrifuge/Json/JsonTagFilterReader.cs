namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads a tag filter. The recursion is bounded by the depth that the JSON reader allows.</summary>
internal static class JsonTagFilterReader
{
    public static TagFilter? Read(ref JsonSource source)
    {
        var limit = new TagFilterLimit();
        return source.TryEnterObject() ? ReadNode(ref source, ref limit) : null;
    }

    private static TagFilter ReadNode(ref JsonSource source, ref TagFilterLimit limit)
    {
        limit.CountNode();
        string op = "", key = "", compare = "", value = "";
        IReadOnlyList<string> values = [];
        IReadOnlyList<TagFilter> nodes = [];
        while (source.NextProperty())
        {
            if (source.NameIs("op"u8))
            {
                op = source.ReadString();
            }
            else if (source.NameIs("key"u8))
            {
                key = source.ReadString();
            }
            else if (source.NameIs("cmp"u8))
            {
                compare = source.ReadString();
            }
            else if (source.NameIs("val"u8))
            {
                value = source.ReadString();
            }
            else if (source.NameIs("vals"u8))
            {
                values = ReadValues(ref source);
            }
            else if (source.NameIs("nodes"u8))
            {
                nodes = ReadNodes(ref source, ref limit);
            }
            else
            {
                source.SkipValue();
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
