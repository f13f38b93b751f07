using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchboard.Configuration.Model;
using Switchboard.Configuration.Rules;

namespace Switchboard.Configuration.Schema;

/// <summary>The JSON schema (draft 2020-12) of <c>switchboard.json</c>, for editors.</summary>
internal sealed class ConfigurationSchema
{
    private const string ResourceName = "switchboard.schema.json";

    private static readonly JsonSerializerOptions _readable = new()
    {
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
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "switchboard.json",
        };
        foreach (var (name, value) in new ConfigurationSchema().DescribeSection(typeof(SwitchboardOptions)).ToList())
        {
            root[name] = value?.DeepClone();
        }

        root["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        return root.ToJsonString(_readable) + "\n";
    }

    private JsonObject DescribeSection(Type options) => new()
    {
        ["description"] = _descriptions.Of(options),
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(OptionModel.PropertiesOf(options).Select(property => KeyValuePair.Create(property.Name, (JsonNode?)DescribeOption(property)))),
    };

    private JsonObject DescribeOption(OptionProperty property)
    {
        var schema = property.Kind switch
        {
            OptionKind.Section => DescribeSection(property.ItemType),
            OptionKind.SectionMap => DescribeMap(property),
            OptionKind.SectionList => DescribeList(DescribeSection(property.ItemType)),
            OptionKind.TextList => DescribeList(new JsonObject { ["type"] = "string" }),
            OptionKind.ChoiceSet => DescribeSet(property),
            OptionKind.Choice => new JsonObject { ["enum"] = ChoicesOf(property), ["default"] = OptionNames.Of($"{property.DefaultValue}") },
            OptionKind.WholeNumber => DescribeNumber(property),
            OptionKind.Flag => new JsonObject { ["type"] = "boolean", ["default"] = (bool)property.DefaultValue! },
            _ => new JsonObject { ["type"] = "string", ["default"] = (string)property.DefaultValue! },
        };
        schema.Remove("description");
        schema.Insert(0, "description", _descriptions.Of(property.Property));
        return schema;
    }

    private JsonObject DescribeMap(OptionProperty property) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = NamespaceRules.NamePattern },
        ["additionalProperties"] = DescribeSection(property.ItemType),
    };

    private static JsonObject DescribeList(JsonObject item) => new()
    {
        ["type"] = "array",
        ["items"] = item,
        ["default"] = new JsonArray(),
    };

    private static JsonObject DescribeSet(OptionProperty property)
    {
        var schema = DescribeList(new JsonObject { ["enum"] = ChoicesOf(property) });
        schema["uniqueItems"] = true;
        schema["default"] = new JsonArray([.. OptionNames.NamesIn(property.ItemType, property.DefaultValue!).Select(name => JsonValue.Create(name))]);
        return schema;
    }

    private static JsonObject DescribeNumber(OptionProperty property)
    {
        var schema = new JsonObject { ["type"] = "integer" };
        if (property.Range is { } range)
        {
            schema["minimum"] = (int)range.Minimum;
            schema["maximum"] = (int)range.Maximum;
        }

        schema["default"] = (int)property.DefaultValue!;
        return schema;
    }

    private static JsonArray ChoicesOf(OptionProperty property) => [.. OptionNames.ChoicesOf(property.ItemType).Select(name => JsonValue.Create(name))];
}
