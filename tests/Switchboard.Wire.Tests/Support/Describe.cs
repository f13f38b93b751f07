using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Switchboard.Wire.Tests.Support;

/// <summary>Renders a message as text, so that two can be compared by content: records compare payloads and collections by reference.</summary>
internal static class Describe
{
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IDictionary map => Join(map.Keys.Cast<object>().OrderBy(key => (string)key, StringComparer.Ordinal).Select(key => $"{Text(key)}: {Text(map[key])}")),
        IEnumerable list => Join(list.Cast<object>().Select(Text)),
        _ => value.GetType().Name + Join(Properties(value)),
    };

    private static IEnumerable<string> Properties(object value) => value.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => $"{property.Name}={Text(property.GetValue(value))}");

    private static string Join(IEnumerable<string> parts) => $"{{{string.Join(", ", parts)}}}";
}
