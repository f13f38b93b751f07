using System.Text.Json.Serialization;

namespace Switchboard.Redis;

/// <summary>What a key of the format holds.</summary>
/// <param name="User">The user id.</param>
/// <param name="Time">When it was made: day, month, year, hour, minute and second in UTC, with colons.</param>
internal sealed record WsToken(string? User, string? Time);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WsToken))]
internal sealed partial class WsTokenJsonContext : JsonSerializerContext;
