using System.Text.Json.Serialization;

namespace Switchboard.Storage.Maintenance;

/// <summary>How lines of an export are written. Bytes are in base64.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ExportLine))]
internal sealed partial class ExportJsonContext : JsonSerializerContext;
