using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Commands.Publish;

namespace Switchboard.Server.OpenApi;

/// <summary>Makes the schemas of messages, each once and under its type's name.</summary>
internal sealed class MessageSchemas
{
    private const string Schemas = "#/components/schemas/";

    private readonly SortedDictionary<string, JsonNode?> _schemas = new(StringComparer.Ordinal);
    private readonly JsonSchemaExporterOptions _options;

    public MessageSchemas()
        => _options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    /// <summary>Refers to a type's schema, which is made where it is not there yet.</summary>
    public JsonObject ReferTo(JsonTypeInfo type)
    {
        var name = type.Type.Name;
        if (_schemas.TryAdd(name, null))
        {
            var schema = type.GetJsonSchemaAsNode(_options);
            Root(schema, name);
            _schemas[name] = schema;
        }

        return new JsonObject { ["$ref"] = $"{Schemas}{name}" };
    }

    /// <summary>Changes a part of a schema that has been made.</summary>
    public JsonObject Find(string name) => _schemas[name]!.AsObject();

    /// <summary>All schemas made, as an object.</summary>
    public JsonObject ToJson() => new(_schemas.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    // A type that a message has twice is written once, and then referred to from the top of the message, which is not that of the document.
    private static void Root(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject schema:
                if ((string?)schema["$ref"] is { } reference && !reference.StartsWith(Schemas, StringComparison.Ordinal))
                {
                    schema["$ref"] = $"{Schemas}{name}{reference[1..]}";
                }

                foreach (var (_, part) in schema)
                {
                    Root(part, name);
                }

                break;
            case JsonArray parts:
                foreach (var part in parts)
                {
                    Root(part, name);
                }

                break;
        }
    }

    private static bool IsMessage(Type type) => type.Namespace == typeof(PublishRequest).Namespace;

    private static string? DescriptionOf(JsonSchemaExporterContext context)
        => context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true)
            .OfType<DescriptionAttribute>().SingleOrDefault()?.Description;

    private static IEnumerable<JsonNode?> RequiredOf(JsonTypeInfo type)
        => type.Properties
            .Where(property => property.IsRequired || property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true)
            .Select(property => (JsonNode?)JsonValue.Create(property.Name));

    // Absent is the only way to say that there is nothing: null is taken, and not worth telling.
    private static void DropNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.First(type => (string?)type != "null")!.DeepClone();
        }
    }

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = context.TypeInfo;
        var isRoot = context.Path.IsEmpty;
        var schema = IsMessage(type.Type) && !isRoot ? ReferTo(type) : node as JsonObject ?? [];
        DropNull(schema);
        if (type.Type == typeof(byte[]))
        {
            schema["contentEncoding"] = "base64";
        }

        if (isRoot && RequiredOf(type).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        if (DescriptionOf(context) is { } description)
        {
            schema["description"] = description;
        }

        return schema;
    }
}
