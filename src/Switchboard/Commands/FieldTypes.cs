using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Commands;

/// <summary>Says of which type fields of requests have to be.</summary>
internal static class FieldTypes
{
    /// <summary>What a field must be.</summary>
    /// <param name="request">The request's type.</param>
    /// <param name="path">The field, as the serializer names it: <c>publish.tags</c>, <c>users[3]</c>.</param>
    public static string Describe(JsonTypeInfo request, string path)
    {
        var type = request;
        foreach (var segment in path.Split('.'))
        {
            var bracket = segment.IndexOf('[', StringComparison.Ordinal);
            type = FieldOf(type, bracket < 0 ? segment : segment[..bracket]);
            type = bracket < 0 ? type : ElementOf(type);
        }

        return type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "must be a list",
            JsonTypeInfoKind.None => Describe(type.Type),
            _ => "must be an object",
        };
    }

    /// <summary>Whether a request has a field. One that takes no others is the only one that has not.</summary>
    public static bool IsKnown(JsonTypeInfo request, string path)
        => request.UnmappedMemberHandling != JsonUnmappedMemberHandling.Disallow || request.Properties.Any(property => property.Name == path.Split('.', '[')[0]);

    /// <summary>The names of a request's fields.</summary>
    public static string NamesOf(JsonTypeInfo request) => string.Join(", ", request.Properties.Select(static property => property.Name));

    // What is no field is a key of a map.
    private static JsonTypeInfo FieldOf(JsonTypeInfo type, string name)
        => type.Properties.FirstOrDefault(property => property.Name == name) is { } field ? type.Options.GetTypeInfo(field.PropertyType) : ElementOf(type);

    private static JsonTypeInfo ElementOf(JsonTypeInfo type) => type.ElementType is { } element ? type.Options.GetTypeInfo(element) : type;

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var text when text == typeof(string) => "must be text",
        var flag when flag == typeof(bool) => "must be true or false",
        var number when number == typeof(int) => string.Create(CultureInfo.InvariantCulture, $"must be a whole number of at most {int.MaxValue}"),
        var number when number == typeof(long) => "must be a whole number",
        var number when number == typeof(uint) || number == typeof(ulong) => "must be a whole number of 0 or more",
        var number when number == typeof(double) => "must be a number",
        var bytes when bytes == typeof(byte[]) => "must be base64",
        _ => "is of another type than expected",
    };
}
