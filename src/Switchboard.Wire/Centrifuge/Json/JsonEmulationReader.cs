namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the emulation request.</summary>
internal static class JsonEmulationReader
{
    public static EmulationRequest Read(ref JsonSource source)
    {
        string node = "", session = "";
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            if (source.NameIs("node"u8))
            {
                node = source.ReadString();
            }
            else if (source.NameIs("session"u8))
            {
                session = source.ReadString();
            }
            else if (source.NameIs("data"u8))
            {
                data = source.ReadStringBytes();
            }
            else
            {
                source.SkipValue();
            }
        }

        return new EmulationRequest(node, session, data);
    }
}
