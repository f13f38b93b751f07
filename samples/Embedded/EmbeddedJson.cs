using System.Text.Json.Serialization;

namespace Embedded;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Note))]
internal sealed partial class EmbeddedJson : JsonSerializerContext;
