using System.Runtime.InteropServices;
using System.Text.Json;
using Switchboard.Json;

namespace Switchboard.Security;

/// <summary>Reads claims by type. A claim that is null counts as absent; one of another type throws <see cref="JsonException"/>.</summary>
internal static class ClaimReader
{
    /// <summary>Finds a claim that is neither absent nor null.</summary>
    public static bool TryFind(JsonElement claims, string name, out JsonElement value) =>
        claims.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Reads text; empty when absent.</summary>
    public static string ReadText(JsonElement claims, string name) => TryFind(claims, name, out var value) ? Text(value, name) : "";

    /// <summary>The text of a value.</summary>
    public static string Text(JsonElement value, string name)
    {
        Require(value, JsonValueKind.String, name);
        return value.GetString() ?? "";
    }

    /// <summary>Reads a NumericDate (RFC 7519 section 2), fractions cut; null when absent.</summary>
    public static DateTimeOffset? ReadTime(JsonElement claims, string name)
    {
        if (!TryFind(claims, name, out var value))
        {
            return null;
        }

        Require(value, JsonValueKind.Number, name);
        return value.TryGetInt64(out var seconds) ? Time(seconds) : Time(Math.Floor(value.GetDouble()));
    }

    /// <summary>The time of Unix seconds, the last representable one for what lies beyond.</summary>
    public static DateTimeOffset Time(double seconds) => DateTimeOffset.FromUnixTimeSeconds((long)Math.Clamp(
        seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    /// <summary>Reads any JSON as it stands; empty when absent.</summary>
    public static ReadOnlyMemory<byte> ReadJson(JsonElement claims, string name)
    {
        if (!TryFind(claims, name, out var value))
        {
            return default;
        }

        return JsonBytes.OnOneLine(JsonMarshal.GetRawUtf8Value(value).ToArray());
    }

    /// <summary>Reads JSON given in base64 or, failing that, as it stands; empty when both are absent.</summary>
    /// <remarks>It is shown to others, on wires that would break over anything else.</remarks>
    public static ReadOnlyMemory<byte> ReadBytes(JsonElement claims, string jsonName, string base64Name)
    {
        if (ReadText(claims, base64Name).Length == 0)
        {
            return ReadJson(claims, jsonName);
        }

        return claims.GetProperty(base64Name).TryGetBytesFromBase64(out var bytes) && JsonBytes.IsValid(bytes)
            ? JsonBytes.OnOneLine(bytes)
            : throw new JsonException($"The claim {base64Name} is no JSON in base64.");
    }

    /// <summary>Holds a value to its type.</summary>
    public static void Require(JsonElement value, JsonValueKind kind, string name)
    {
        if (value.ValueKind != kind)
        {
            throw new JsonException($"The claim {name} must be of the kind {kind}.");
        }
    }
}
