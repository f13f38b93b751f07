using System.Text.Json.Nodes;

namespace Switchboard.Server.OpenApi;

/// <summary>The examples of requests and results, by method.</summary>
internal static class ApiExamples
{
    private const string Resource = "api-examples.json";

    public static JsonObject Read()
    {
        using var stream = typeof(ApiExamples).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
