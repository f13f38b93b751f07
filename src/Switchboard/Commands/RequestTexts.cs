using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Json;

namespace Switchboard.Commands;

/// <summary>Finds texts in a request that no store keeps: those with a NUL. Payloads are JSON or bytes, and may have it.</summary>
internal static class RequestTexts
{
    private static ReadOnlySpan<byte> Escaped => "\\u0000"u8;

    /// <summary>The first field whose text has a NUL, such as <c>ids[1]</c>; null where there is none.</summary>
    public static string? FindNul(JsonElement request, JsonTypeInfo type)
        => JsonMarshal.GetRawUtf8Value(request).IndexOf(Escaped) < 0 ? null : FindIn(request, type);

    private static string? FindIn(JsonElement value, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType != typeof(RawJson) && value.TryGetProperty(property.Name, out var field)
                && Find(field, property.Name, property.PropertyType, type.Options) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Find(JsonElement field, string path, Type type, JsonSerializerOptions options) => field.ValueKind switch
    {
        JsonValueKind.String => field.GetString()!.Contains('\0', StringComparison.Ordinal) ? path : null,
        JsonValueKind.Array => FindInArray(field, path, type, options),
        JsonValueKind.Object when options.TryGetTypeInfo(type, out var known) && known.Kind == JsonTypeInfoKind.Object
            => FindIn(field, known) is { } inner ? $"{path}.{inner}" : null,
        JsonValueKind.Object => FindInMap(field, path, type, options),
        _ => null,
    };

    private static string? FindInArray(JsonElement array, string path, Type type, JsonSerializerOptions options)
    {
        var element = type.IsGenericType ? type.GetGenericArguments()[^1] : typeof(string);
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (Find(item, $"{path}[{index++}]", element, options) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? FindInMap(JsonElement map, string path, Type type, JsonSerializerOptions options)
    {
        var element = type.IsGenericType ? type.GetGenericArguments()[^1] : typeof(string);
        foreach (var entry in map.EnumerateObject())
        {
            if (entry.Name.Contains('\0', StringComparison.Ordinal))
            {
                return path;
            }

            if (Find(entry.Value, $"{path}.{entry.Name}", element, options) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
