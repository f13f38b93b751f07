using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Configuration.Model;
using Switchboard.Configuration.Rules;

namespace Switchboard.Configuration.Schema;

/// <summary>The JSON schema (draft 2020-12) of <c>switchboard.json</c>, for editors.</summary>
internal sealed class ConfigurationSchema
{
    private const string ResourceName = "switchboard.schema.json";

    private static readonly JsonSerializerOptions _serialization = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly OptionDescriptions _descriptions = OptionDescriptions.Load();

    private ConfigurationSchema()
    {
    }

    /// <summary>The schema as it is shipped: what <see cref="Generate"/> gave when the options last changed.</summary>
    public static string Shipped()
    {
        using var stream = typeof(ConfigurationSchema).Assembly.GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Makes the schema from the classes of options and their documentation comments.</summary>
    /// <exception cref="FileNotFoundException">The documentation file is not beside the assembly.</exception>
    public static string Generate()
    {
        var exporting = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = new ConfigurationSchema().Describe };
        var root = _serialization.GetJsonSchemaAsNode(typeof(SwitchboardOptions), exporting).AsObject();
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "switchboard.json");
        root["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        return root.ToJsonString(_serialization) + "\n";
    }

    private JsonObject Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = node.AsObject();
        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property)
        {
            return DescribeOption(new OptionProperty(property), schema);
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema.Insert(0, "description", _descriptions.Of(context.TypeInfo.Type));
        }

        return schema;
    }

    private JsonObject DescribeOption(OptionProperty option, JsonObject schema)
    {
        schema.Insert(0, "description", _descriptions.Of(option.Property));
        if (option.Range is not null)
        {
            schema["minimum"] = option.Least;
            schema["maximum"] = option.Most;
        }

        switch (option.Kind)
        {
            case OptionKind.Section:
                break;
            case OptionKind.SectionMap:
                schema["propertyNames"] = new JsonObject { ["pattern"] = NamespaceRules.NamePattern };
                break;
            case OptionKind.ChoiceSet:
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["enum"] = Texts(OptionNames.ChoicesOf(option.ItemType)) };
                schema["uniqueItems"] = true;
                if (option.DefaultValue is { } set)
                {
                    schema["default"] = Texts(OptionNames.NamesIn(option.ItemType, set));
                }

                break;
            default:
                schema["default"] = JsonSerializer.SerializeToNode(option.DefaultValue, option.Property.PropertyType, _serialization);
                break;
        }

        return schema;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
