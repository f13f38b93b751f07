using System.Text.Json.Nodes;
using Switchboard.Api;
using Switchboard.Commands;

namespace Switchboard.Server.OpenApi;

/// <summary>Describes the HTTP API in OpenAPI 3.1, from the methods and their types.</summary>
internal sealed class ApiDocument
{
    private const string JsonType = "application/json";

    private static readonly (int Status, string Name, string Description)[] _refusals =
    [
        (400, "NoJson", "The body is no JSON object."),
        (401, "NoKey", "The request bears neither a key that is good nor the token of an administrator."),
        (403, "ForeignOrigin", "The request comes from a page whose origin is not allowed."),
        (413, "TooLarge", "The body is larger than api.maxBodyBytes."),
        (415, "Compressed", "The body is compressed."),
    ];

    private readonly IReadOnlyList<IOperation> _methods;
    private readonly MessageSchemas _schemas = new();
    private readonly JsonObject _examples = ApiExamples.Read();

    private ApiDocument(IReadOnlyList<IOperation> methods) => _methods = methods;

    /// <summary>Makes the document.</summary>
    public static JsonObject Create(IReadOnlyList<IOperation> methods, string version) => new ApiDocument(methods).Create(version);

    private JsonObject Create(string version)
    {
        var error = _schemas.ReferTo(OperationJsonContext.Default.ApiError);
        _schemas.Find("ApiError")["description"] = string.Join("; ", ErrorCodes.All.Select(code => $"{code.Code} {code.Message}")) + ".";
        var paths = new JsonObject { [ApiEndpointExtensions.Path] = new JsonObject { ["post"] = Sequence(error) } };
        foreach (var method in _methods)
        {
            paths[$"{ApiEndpointExtensions.Path}/{method.Info.Name}"] = new JsonObject { ["post"] = Operation(method, error) };
        }

        DescribeBatch(error);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Switchboard HTTP API",
                ["version"] = version,
                ["description"] = "Publishes, and governs connections, from servers. A call that is understood is answered with 200, be it with a result or with an error.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["security"] = new JsonArray([.. SecuritySchemes().Select(static scheme => new JsonObject { [scheme.Key] = new JsonArray() })]),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = _schemas.ToJson(), ["responses"] = Refusals(Holding("error", error)), ["securitySchemes"] = SecuritySchemes() },
        };
    }

    private JsonObject Operation(IOperation method, JsonObject error)
    {
        var result = _schemas.ReferTo(method.ResultType);
        var success = method.AnswersBare ? result : Holding("result", result);
        var example = _examples[method.Info.Name]!;
        return new JsonObject
        {
            ["operationId"] = method.Info.Name,
            ["summary"] = method.Info.Summary,
            ["requestBody"] = Body(_schemas.ReferTo(method.RequestType), example["request"]!),
            ["responses"] = Responses(success, Holding("error", error), method.AnswersBare
                ? example["result"]!.DeepClone()
                : new JsonObject { ["result"] = example["result"]!.DeepClone() }),
        };
    }

    private JsonObject Sequence(JsonObject error)
    {
        var example = _examples["sequence"]!;
        return new JsonObject
        {
            ["operationId"] = "sequence",
            ["summary"] = "The older form: any number of calls, apart by white space. The answers stand on a line each.",
            ["requestBody"] = Body(_schemas.ReferTo(ApiJsonContext.Default.SequenceCommand), example["request"]!),
            ["responses"] = Responses(Holding("result", new JsonObject { ["type"] = "object" }), Holding("error", error), example["result"]!.DeepClone()),
        };
    }

    private static JsonObject Holding(string property, JsonObject schema) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [property] = schema.DeepClone() },
        ["required"] = new JsonArray(property),
    };

    private static JsonObject Body(JsonObject schema, JsonNode example) => new()
    {
        ["required"] = true,
        ["content"] = new JsonObject { [JsonType] = new JsonObject { ["schema"] = schema, ["example"] = example.DeepClone() } },
    };

    private static JsonObject Responses(JsonObject success, JsonObject failure, JsonNode example)
    {
        var unknownChannel = new JsonObject { ["code"] = ErrorCodes.UnknownChannel.Code, ["message"] = ErrorCodes.UnknownChannel.Message };
        var content = new JsonObject
        {
            ["schema"] = new JsonObject { ["oneOf"] = new JsonArray(success.DeepClone(), failure) },
            ["examples"] = new JsonObject
            {
                ["result"] = new JsonObject { ["value"] = example },
                ["error"] = new JsonObject { ["value"] = new JsonObject { ["error"] = unknownChannel } },
            },
        };
        var responses = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "The result, or the error.", ["content"] = new JsonObject { [JsonType] = content } },
        };
        foreach (var (status, name, _) in _refusals)
        {
            responses[$"{status}"] = new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
        }

        return responses;
    }

    private static JsonObject Refusals(JsonObject failure)
        => new(_refusals.Select(refusal => KeyValuePair.Create(refusal.Name, (JsonNode?)new JsonObject
        {
            ["description"] = refusal.Description,
            ["content"] = new JsonObject { [JsonType] = new JsonObject { ["schema"] = failure.DeepClone() } },
        })));

    private static JsonObject SecuritySchemes() => new()
    {
        ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = ApiKeys.Header, ["description"] = "A key: one of api.keys, or one that key_create made." },
        ["authorization"] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "header",
            ["name"] = "Authorization",
            ["description"] = $"The word {ApiKeys.Scheme}, a space, and such a key.",
        },
        ["account"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The token of an administrator's account, where there are accounts." },
    };

    // The types say only that commands and replies are objects: which ones follows from the methods.
    private void DescribeBatch(JsonObject error)
    {
        var commands = new JsonObject();
        var replies = new JsonObject { ["error"] = error.DeepClone() };
        foreach (var method in _methods.Where(method => !method.AnswersBare))
        {
            commands[method.Info.Name] = _schemas.ReferTo(method.RequestType);
            replies[method.Info.Name] = _schemas.ReferTo(method.ResultType);
        }

        _schemas.Find("BatchRequest")["properties"]!["commands"]!["items"] = OneOf(commands);
        _schemas.Find("BatchResult")["properties"]!["replies"]!["items"] = OneOf(replies);
    }

    private static JsonObject OneOf(JsonObject properties)
        => new() { ["type"] = "object", ["properties"] = properties, ["minProperties"] = 1, ["maxProperties"] = 1 };
}
