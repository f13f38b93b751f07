using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Entries of a map (Protobuf encoding, "Maps": a message with the key in field 1 and the value in field 2).</summary>
internal static class ProtobufMapEntry
{
    /// <summary>Adds an entry; a repeated key takes the last value.</summary>
    public static void AddTo(Dictionary<string, string> map, ProtoReader entry)
    {
        string key = "", value = "";
        while (entry.NextField())
        {
            entry.ReadField(1, ref key);
            entry.ReadField(2, ref value);
        }

        map[key] = value;
    }

    /// <summary>Adds an entry whose value is a message; a repeated key takes the last one.</summary>
    public static void AddTo<T>(Dictionary<string, T> map, ProtoReader entry, Func<ProtoReader, T> read)
        where T : class
    {
        var key = "";
        T? value = null;
        while (entry.NextField())
        {
            entry.ReadField(1, ref key);
            if (entry.Number == 2)
            {
                value = read(entry.ReadMessage());
            }
        }

        // Without a value it is the empty message, whose fields have their defaults.
        map[key] = value ?? read(default);
    }
}
