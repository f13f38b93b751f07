namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads a place in a channel's stream.</summary>
internal static class JsonPositionReader
{
    /// <summary>Reads the object that comes next; null where null comes instead.</summary>
    public static Position? Read(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return null;
        }

        var (offset, epoch) = (0UL, "");
        while (source.NextProperty())
        {
            if (source.NameIs("offset"u8))
            {
                offset = source.ReadUInt64();
            }
            else if (source.NameIs("epoch"u8))
            {
                epoch = source.ReadString();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new Position(offset, epoch);
    }
}
