using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Switchboard.Server.OpenApi;
using Xunit;

namespace Switchboard.Server.Tests.OpenApi;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Create_Document_IsValid()
    {
        var document = await CreateAsync();

        var (_, diagnostic) = OpenApiDocument.Parse(document.ToJsonString(), "json");

        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
    }

    [Fact]
    public async Task Create_Paths_AreTheMethodsAndTheOlderForm()
    {
        var document = await CreateAsync();

        var expected = (await ApiMethodList.ReadAsync()).Select(method => $"/api/{method.Info.Name}").Append("/api");
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            document["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Create_References_LeadSomewhere()
    {
        var document = await CreateAsync();

        var references = ReferencesIn(document).ToArray();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(
            reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name])));
    }

    [Fact]
    public async Task Create_Fields_AreDescribed()
    {
        var document = await CreateAsync();

        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            foreach (var (field, property) in schema!["properties"]?.AsObject() ?? [])
            {
                Assert.False(string.IsNullOrEmpty((string?)property!["description"]), $"{name}.{field}");
            }
        }
    }

    [Fact]
    public async Task Create_RequestExamples_AreReadByTheMethods()
    {
        var document = await CreateAsync();

        foreach (var method in await ApiMethodList.ReadAsync())
        {
            var example = document["paths"]![$"/api/{method.Info.Name}"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!.AsObject();

            Assert.NotNull(example.Deserialize(method.RequestType));
            Assert.All(example, field => Assert.Contains(field.Key, method.RequestType.Properties.Select(property => property.Name), StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Create_ResultExamples_AreReadAsTheResults()
    {
        var document = await CreateAsync();

        foreach (var method in await ApiMethodList.ReadAsync())
        {
            var content = document["paths"]![$"/api/{method.Info.Name}"]!["post"]!["responses"]!["200"]!["content"]!["application/json"]!;
            var value = content["examples"]!["result"]!["value"]!;

            Assert.NotNull((method.AnswersBare ? value : value["result"]).Deserialize(method.ResultType));
        }
    }

    private static async Task<JsonObject> CreateAsync()
        => JsonNode.Parse(ApiDocument.Create(await ApiMethodList.ReadAsync(), "1.0.0").ToJsonString())!.AsObject();

    private static IEnumerable<string> ReferencesIn(JsonNode? node) => node switch
    {
        JsonObject value => value.SelectMany(entry => entry.Key == "$ref" ? [(string)entry.Value!] : ReferencesIn(entry.Value)),
        JsonArray values => values.SelectMany(ReferencesIn),
        _ => [],
    };
}
