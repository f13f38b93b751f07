using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Reads JSON values of events that have binary values in them, so that these go along when the JSON is sent on.</summary>
internal static class JsonValueReader
{
    public static JsonElement Read(ref Utf8JsonReader reader)
    {
        var value = JsonElement.ParseValue(ref reader);
        return AttachmentList.Reading is { Count: > 0 } attachments
            ? JsonElement.Parse(BinaryMarks.Keep(JsonMarshal.GetRawUtf8Value(value), attachments).Span)
            : value;
    }
}

/// <inheritdoc cref="JsonValueReader"/>
internal sealed class JsonElementConverter : JsonConverter<JsonElement>
{
    public override bool HandleNull => true;

    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonValueReader.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
            return;
        }

        value.WriteTo(writer);
    }
}

/// <inheritdoc cref="JsonValueReader"/>
internal sealed class ObjectConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonValueReader.Read(ref reader);
        return options.UnknownTypeHandling == JsonUnknownTypeHandling.JsonNode ? JsonNode.Parse(JsonMarshal.GetRawUtf8Value(value)) : value;
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        if (value.GetType() != typeof(object))
        {
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            return;
        }

        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}

/// <inheritdoc cref="JsonValueReader"/>
internal sealed class JsonNodeConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(JsonNode));

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => typeToConvert switch
    {
        _ when typeToConvert == typeof(JsonObject) => new NodeConverter<JsonObject>(),
        _ when typeToConvert == typeof(JsonArray) => new NodeConverter<JsonArray>(),
        _ when typeToConvert.IsAssignableTo(typeof(JsonValue)) => new NodeConverter<JsonValue>(),
        _ => new NodeConverter<JsonNode>(),
    };

    private sealed class NodeConverter<T> : JsonConverter<T>
        where T : JsonNode
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(T));

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => JsonNode.Parse(JsonMarshal.GetRawUtf8Value(JsonValueReader.Read(ref reader))) as T ?? throw new JsonException($"{typeof(T).Name} was expected.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.WriteTo(writer, options);
    }
}
