using System.Text.Json.Nodes;
using Switchboard.Configuration.Model;
using Switchboard.Configuration.Schema;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed class ConfigurationSchemaTests
{
    /// <summary>Set to 1, it has the test rewrite the file.</summary>
    private const string RewriteVariable = "REWRITE_SCHEMA";

    [Fact]
    public async Task Generate_Schema_IsTheShippedFile()
    {
        var file = Repository.PathOf("src/Switchboard/Configuration/switchboard.schema.json");
        var generated = ConfigurationSchema.Generate();
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            await File.WriteAllTextAsync(file, generated, TestContext.Current.CancellationToken);
        }

        var shipped = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        Assert.True(shipped == generated, $"The schema is out of date. Run these tests once with {RewriteVariable}=1.");
    }

    [Fact]
    public void Generate_Option_HasDescriptionRangeAndDefault()
    {
        var option = Find(JsonNode.Parse(ConfigurationSchema.Generate()), "limits", "unauthenticatedSeconds");

        Assert.Equal("integer", (string?)option["type"]);
        Assert.Equal(1, (int?)option["minimum"]);
        Assert.Equal(3600, (int?)option["maximum"]);
        Assert.Equal(10, (int?)option["default"]);
        Assert.StartsWith("Seconds in which a connection must send its connect command.", (string?)option["description"], StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_EveryValue_IsDescribed()
    {
        var schema = JsonNode.Parse(ConfigurationSchema.Generate());

        foreach (var (path, _) in OptionModel.AllValues())
        {
            var option = Find(schema, path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.'));
            Assert.False(string.IsNullOrWhiteSpace((string?)option["description"]), path);
        }
    }

    private static JsonObject Find(JsonNode? schema, params string[] path)
    {
        var node = path.Aggregate(schema, (parent, name) => name switch
        {
            "*" => parent?["additionalProperties"],
            "[]" => parent?["items"],
            _ => parent?["properties"]?[name],
        });
        Assert.NotNull(node);
        return node.AsObject();
    }
}
