using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Writes the subscribe request, of a command or within a connect request.</summary>
internal static class ProtobufSubscribeWriter
{
    public static void Write(ProtoWriter writer, SubscribeCommand command)
    {
        writer.WriteInt64(15, command.Type);
        writer.WriteInt64(14, command.Flags);
        if (command.Filter is not null)
        {
            WriteFilter(writer, 13, command.Filter);
        }

        writer.WriteString(12, command.Delta);
        writer.WriteBoolean(11, command.JoinLeave);
        writer.WriteBoolean(10, command.Recoverable);
        writer.WriteBoolean(9, command.Positioned);
        writer.WriteBytes(8, command.Data);
        writer.WriteUInt64(7, command.Offset);
        writer.WriteString(6, command.Epoch);
        writer.WriteBoolean(3, command.Recover);
        writer.WriteString(2, command.Token);
        writer.WriteString(1, command.Channel);
    }

    private static void WriteFilter(ProtoWriter writer, int field, TagFilter filter)
    {
        var begin = writer.BeginMessage();
        for (var i = filter.Nodes.Count - 1; i >= 0; i--)
        {
            WriteFilter(writer, 6, filter.Nodes[i]);
        }

        for (var i = filter.Values.Count - 1; i >= 0; i--)
        {
            writer.WriteRequiredString(5, filter.Values[i]);
        }

        writer.WriteString(4, filter.Value);
        writer.WriteString(3, filter.Compare);
        writer.WriteString(2, filter.Key);
        writer.WriteString(1, filter.Op);
        writer.EndMessage(field, begin);
    }
}
