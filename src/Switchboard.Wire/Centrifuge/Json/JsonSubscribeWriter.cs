using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Writes the subscribe request, of a command or within a connect request.</summary>
internal static class JsonSubscribeWriter
{
    public static void Write(Utf8JsonWriter writer, SubscribeCommand command)
    {
        writer.WriteOptional(JsonNames.Channel, command.Channel);
        writer.WriteOptional(JsonNames.Token, command.Token);
        writer.WriteOptional(JsonNames.Recover, command.Recover);
        writer.WriteOptional(JsonNames.Epoch, command.Epoch);
        writer.WriteOptional(JsonNames.Offset, command.Offset);
        JsonPayload.WriteOptional(writer, JsonNames.Data, command.Data);
        writer.WriteOptional(JsonNames.Positioned, command.Positioned);
        writer.WriteOptional(JsonNames.Recoverable, command.Recoverable);
        writer.WriteOptional(JsonNames.JoinLeave, command.JoinLeave);
        writer.WriteOptional(JsonNames.Delta, command.Delta);
        if (command.Filter is not null)
        {
            writer.WritePropertyName(JsonNames.TagFilter);
            WriteFilter(writer, command.Filter);
        }

        writer.WriteOptional(JsonNames.Flag, command.Flags);
        writer.WriteOptional(JsonNames.Type, (long)command.Type);
    }

    private static void WriteFilter(Utf8JsonWriter writer, TagFilter filter)
    {
        writer.WriteStartObject();
        writer.WriteOptional(JsonNames.Op, filter.Op);
        writer.WriteOptional(JsonNames.Key, filter.Key);
        writer.WriteOptional(JsonNames.Compare, filter.Compare);
        writer.WriteOptional(JsonNames.Value, filter.Value);
        if (filter.Values.Count > 0)
        {
            writer.WriteStartArray(JsonNames.Values);
            foreach (var value in filter.Values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        if (filter.Nodes.Count > 0)
        {
            writer.WriteStartArray(JsonNames.Nodes);
            foreach (var node in filter.Nodes)
            {
                WriteFilter(writer, node);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
