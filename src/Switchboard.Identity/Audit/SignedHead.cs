using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Identity.Audit;

/// <summary>The end of the chain at one moment, signed: a line of the file of heads.</summary>
internal sealed record SignedHead
{
    /// <summary>The number of the newest entry.</summary>
    public required long Number { get; init; }

    /// <summary>Its hash.</summary>
    public required string Hash { get; init; }

    /// <summary>How many entries there were.</summary>
    public required long Count { get; init; }

    /// <summary>When, in Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The node that signed.</summary>
    public required string Node { get; init; }

    /// <summary>The id of the key.</summary>
    public required string Key { get; init; }

    /// <summary>The signature.</summary>
    public string Signature { get; init; } = "";

    /// <summary>The line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, AuditLineContext.Default.SignedHead);

    /// <summary>Reads a line; null where it is none.</summary>
    public static SignedHead? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditLineContext.Default.SignedHead);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How the lines of heads and exports are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SignedHead))]
[JsonSerializable(typeof(AuditExportLine))]
internal sealed partial class AuditLineContext : JsonSerializerContext;
