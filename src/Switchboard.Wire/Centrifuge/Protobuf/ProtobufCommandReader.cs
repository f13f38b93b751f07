using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads a command: its id and its request.</summary>
internal static class ProtobufCommandReader
{
    /// <summary>Reads a whole message.</summary>
    public static CentrifugeCommand Read(ProtoReader reader)
    {
        var choice = new CommandChoice();
        while (reader.NextField(out var number))
        {
            if (number == 1)
            {
                choice.Id = reader.ReadUInt32();
            }
            else if (number is >= (int)RequestField.Connect and <= (int)RequestField.SubRefresh)
            {
                var field = (RequestField)number;
                choice.Offer(field, ProtobufRequestReader.Read(reader.ReadMessage(), field));
            }
            else
            {
                reader.SkipValue();
            }
        }

        return choice.Complete();
    }
}
