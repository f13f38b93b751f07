using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Redis;

/// <summary>What a key of the format holds.</summary>
/// <param name="User">The user id: text, or a whole number, as programs have them that number their users.</param>
/// <param name="Time">When it was made: day, month, year, hour, minute and second in UTC, with colons.</param>
internal sealed record WsToken([property: JsonConverter(typeof(UserIdConverter))] string? User, string? Time);

/// <summary>Reads a number as its digits.</summary>
internal sealed class UserIdConverter : JsonConverter<string?>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new JsonException("The user is neither a text nor a whole number."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WsToken))]
internal sealed partial class WsTokenJsonContext : JsonSerializerContext;
