using System.Text.Json;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>Reads answers of the HTTP API.</summary>
internal static class JsonExtensions
{
    /// <summary>A property as a cell of a table: empty where it is absent.</summary>
    public static string Text(this JsonElement element, string name) => !element.TryGetProperty(name, out var value)
        ? ""
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            _ => JsonText.Of(value),
        };

    /// <summary>A number that may be absent.</summary>
    public static long Number(this JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;

    /// <summary>A list that may be absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>Writes a text property, unless there is no text.</summary>
    public static void WriteIfGiven(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Writes all properties of an object.</summary>
    public static void CopyProperties(this Utf8JsonWriter writer, JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            property.WriteTo(writer);
        }
    }
}
