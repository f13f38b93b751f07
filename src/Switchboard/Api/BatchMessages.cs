using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Switchboard.Commands;
using Switchboard.Json;

namespace Switchboard.Api;

/// <summary>Carries out several commands.</summary>
internal sealed record BatchRequest
{
    [Description("The commands: each is an object with one property, named like the method, which holds the request.")]
    [Required]
    public List<Dictionary<string, JsonElement>?>? Commands { get; init; }

    [Description("Whether the commands may be carried out at the same time.")]
    public bool? Parallel { get; init; }
}

/// <summary>What became of each command.</summary>
internal sealed record BatchResult
{
    [Description("One object for each command, in their order, with one property: the method's name, which holds the result, or error.")]
    public required IReadOnlyList<IReadOnlyDictionary<string, RawJson>> Replies { get; init; }
}

/// <summary>A call in the older form.</summary>
internal sealed record SequenceCommand
{
    [Description("Any JSON value, with which the answer is marked.")]
    public RawJson Id { get; init; }

    [Description("The method.")]
    [Required]
    public string? Method { get; init; }

    [Description("The request, as the method takes it. It may be absent where it has no fields, or an empty list, as some clients write it then.")]
    public JsonElement Params { get; init; }
}

/// <summary>How the messages of the API alone are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = OperationJsonContext.MaxDepth)]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchResult))]
[JsonSerializable(typeof(SequenceCommand))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
