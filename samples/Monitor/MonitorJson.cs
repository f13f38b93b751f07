using System.Text.Json.Serialization;

namespace Monitor;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Reading))]
internal sealed partial class MonitorJson : JsonSerializerContext;
