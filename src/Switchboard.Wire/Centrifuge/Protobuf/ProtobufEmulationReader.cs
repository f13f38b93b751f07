using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the emulation request.</summary>
internal static class ProtobufEmulationReader
{
    public static EmulationRequest Read(ProtoReader reader)
    {
        string node = "", session = "";
        ReadOnlyMemory<byte> data = default;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    node = reader.ReadString();
                    break;
                case 2:
                    session = reader.ReadString();
                    break;
                case 3:
                    data = reader.ReadBytes();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new EmulationRequest(node, session, data);
    }
}
