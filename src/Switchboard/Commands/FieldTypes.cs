using System.Globalization;
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
            if (Find(type, bracket < 0 ? segment : segment[..bracket]) is not { } field)
            {
                // A key of a map.
                return type.ElementType is { } value ? Describe(value) : "is of another type than expected";
            }

            type = field;
            if (bracket >= 0 && type.ElementType is { } element)
            {
                type = request.Options.GetTypeInfo(element);
            }
        }

        return Describe(type.Type);
    }

    private static JsonTypeInfo? Find(JsonTypeInfo type, string name)
    {
        foreach (var property in type.Properties)
        {
            if (property.Name == name)
            {
                return type.Options.GetTypeInfo(property.PropertyType);
            }
        }

        return null;
    }

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var text when text == typeof(string) => "must be text",
        var flag when flag == typeof(bool) => "must be true or false",
        var number when number == typeof(int) => string.Create(CultureInfo.InvariantCulture, $"must be a whole number of at most {int.MaxValue}"),
        var number when number == typeof(long) => "must be a whole number",
        var number when number == typeof(uint) || number == typeof(ulong) => "must be a whole number of 0 or more",
        var number when number == typeof(double) => "must be a number",
        var bytes when bytes == typeof(byte[]) => "must be base64",
        var map when typeof(System.Collections.IDictionary).IsAssignableFrom(map) || map.Name.Contains("Dictionary", StringComparison.Ordinal) => "must be an object",
        var list when typeof(System.Collections.IEnumerable).IsAssignableFrom(list) => "must be a list",
        _ => "must be an object",
    };
}
