using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Entries of a map of texts (Protobuf encoding, "Maps": a message with the key in field 1 and the value in field 2).</summary>
internal static class ProtobufMapEntry
{
    /// <summary>Adds an entry; a repeated key takes the last value.</summary>
    public static void AddTo(Dictionary<string, string> map, ProtoReader entry)
    {
        string key = "", value = "";
        while (entry.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    key = entry.ReadString();
                    break;
                case 2:
                    value = entry.ReadString();
                    break;
                default:
                    entry.SkipValue();
                    break;
            }
        }

        map[key] = value;
    }
}
