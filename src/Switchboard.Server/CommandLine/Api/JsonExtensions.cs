using System.Text.Json;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>Reads answers of the HTTP API, and writes requests.</summary>
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

    /// <summary>The texts of a list, in one line.</summary>
    public static string Texts(this JsonElement element, string name) => string.Join(' ', element.Items(name).Select(static text => text.GetString()));

    /// <summary>The properties of an object as a list of objects that have their name as the property <paramref name="key"/>, in the order of the names.</summary>
    public static IEnumerable<JsonElement> ItemsByName(this JsonElement element, string name, string key)
        => element.GetProperty(name).EnumerateObject().OrderBy(static item => item.Name, StringComparer.Ordinal).Select(item => JsonText.Element(writer =>
        {
            writer.WriteString(key, item.Name);
            writer.CopyProperties(item.Value);
        }));

    /// <summary>Writes a text property, unless there is no text.</summary>
    public static void WriteIfGiven(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Writes the property <c>data</c>, unless there is none.</summary>
    /// <param name="writer">The request.</param>
    /// <param name="data">The data, in JSON that has been checked.</param>
    public static void WriteDataIfGiven(this Utf8JsonWriter writer, ReadOnlyMemory<byte>? data)
    {
        if (data is { } json)
        {
            writer.WritePropertyName("data");
            writer.WriteRawValue(json.Span, skipInputValidation: true);
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
