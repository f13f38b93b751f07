using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Switchboard.Wire.Tests.Support;

/// <summary>Maps the oracle's messages to the protocol's JSON and back, by their descriptors: field names as they are, bytes as raw JSON.</summary>
internal static class OracleJson
{
    /// <summary>The message as JSON, with white space of every kind wherever there may be some outside of the payloads.</summary>
    public static string Write(IMessage message) => Value(message);

    /// <summary>Fills a message; fields that it does not have are an error.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> json)
        where T : IMessage, new()
    {
        using var document = JsonDocument.Parse(json);
        var message = new T();
        Fill(message, document.RootElement);
        return message;
    }

    private static string Value(object value) => value switch
    {
        IMessage message => Object(message.Descriptor.Fields.InDeclarationOrder().Where(field => IsSet(field, message))
            .Select(field => (field.Name, field.Accessor.GetValue(message)))),
        IDictionary map => Object(map.Keys.Cast<string>().Select(key => (key, map[key]!))),
        ByteString bytes => bytes.ToStringUtf8(),
        string text => JsonSerializer.Serialize(text),
        IList list => $"[ {string.Join(" ,\n", list.Cast<object>().Select(Value))}\r\n]",
        _ => JsonSerializer.Serialize(value),
    };

    private static string Object(IEnumerable<(string Name, object Value)> properties) =>
        $"{{\n\t{string.Join(",\n", properties.Select(property => $"{JsonSerializer.Serialize(property.Name)} : {Value(property.Value)}"))} }}";

    private static bool IsSet(FieldDescriptor field, IMessage message) => field.Accessor.GetValue(message) switch
    {
        null or "" or false or 0 or 0u or 0L or 0UL => false,
        ByteString bytes => !bytes.IsEmpty,
        ICollection list => list.Count > 0,
        _ => true,
    };

    private static void Fill(IMessage message, JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            var field = message.Descriptor.FindFieldByName(property.Name);
            Assert.True(field is not null, $"{message.Descriptor.Name} has no field {property.Name}.");
            if (field.IsMap)
            {
                FillMap((IDictionary)field.Accessor.GetValue(message), field.MessageType.FindFieldByNumber(2), property.Value);
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                foreach (var element in property.Value.EnumerateArray())
                {
                    list.Add(Value(field, element));
                }
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, property.Value));
            }
        }
    }

    private static void FillMap(IDictionary map, FieldDescriptor valueField, JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            map.Add(property.Name, Value(valueField, property.Value));
        }
    }

    private static object Value(FieldDescriptor field, JsonElement json)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                Fill(message, json);
                return message;
            case FieldType.Bytes:
                return json.ValueKind == JsonValueKind.Null ? ByteString.Empty : ByteString.CopyFromUtf8(json.GetRawText());
            case FieldType.String:
                return json.GetString()!;
            case FieldType.Bool:
                return json.GetBoolean();
            case FieldType.UInt32:
                return json.GetUInt32();
            case FieldType.UInt64:
                return json.GetUInt64();
            case FieldType.Int32:
                return json.GetInt32();
            case FieldType.Int64:
                return json.GetInt64();
            default:
                throw new NotSupportedException(field.FieldType.ToString());
        }
    }
}
