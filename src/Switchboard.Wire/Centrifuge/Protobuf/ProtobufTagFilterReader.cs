using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads a tag filter. The recursion is bounded by the number of nodes that a filter may have.</summary>
internal static class ProtobufTagFilterReader
{
    public static TagFilter Read(ProtoReader reader)
    {
        var limit = new TagFilterLimit();
        return ReadNode(reader, ref limit);
    }

    private static TagFilter ReadNode(ProtoReader reader, ref TagFilterLimit limit)
    {
        limit.CountNode();
        string op = "", key = "", compare = "", value = "";
        List<string>? values = null;
        List<TagFilter>? nodes = null;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    op = reader.ReadString();
                    break;
                case 2:
                    key = reader.ReadString();
                    break;
                case 3:
                    compare = reader.ReadString();
                    break;
                case 4:
                    value = reader.ReadString();
                    break;
                case 5:
                    (values ??= []).Add(reader.ReadString());
                    break;
                case 6:
                    (nodes ??= []).Add(ReadNode(reader.ReadMessage(), ref limit));
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new TagFilter { Op = op, Key = key, Compare = compare, Value = value, Values = values ?? [], Nodes = nodes ?? [] };
    }
}
