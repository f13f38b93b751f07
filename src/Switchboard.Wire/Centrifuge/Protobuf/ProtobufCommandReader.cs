using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads a command: its id and its request.</summary>
internal static class ProtobufCommandReader
{
    /// <summary>Reads a whole message.</summary>
    public static CentrifugeCommand Read(ProtoReader reader)
    {
        var builder = new CommandBuilder();
        while (reader.NextField(out var number))
        {
            if (number == 1)
            {
                builder.Id = reader.ReadUInt32();
            }
            else if (number is >= (int)RequestField.Connect and <= (int)RequestField.SubRefresh)
            {
                var field = (RequestField)number;
                builder.Offer(field, ProtobufRequestReader.Read(reader.ReadMessage(), field));
            }
            else
            {
                reader.SkipValue();
            }
        }

        return builder.Build();
    }
}
