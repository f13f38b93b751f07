using System.Collections.Concurrent;
using System.Reflection;

namespace Switchboard.Configuration.Model;

/// <summary>What options there are, read from the classes: for the reader, the schema and the test of the documentation.</summary>
internal static class OptionModel
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<OptionProperty>> _known = new();

    /// <summary>The options of a class, in the order of its source.</summary>
    public static IReadOnlyList<OptionProperty> PropertiesOf(Type options) => _known.GetOrAdd(options, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => new OptionProperty(property))]);

    /// <summary>Every option that holds a value, with its path: <c>namespaces.*.historySize</c>, <c>api.keys[].name</c>.</summary>
    public static IEnumerable<(string Path, OptionProperty Property)> AllValues() => ValuesOf(typeof(SwitchboardOptions), "");

    private static IEnumerable<(string Path, OptionProperty Property)> ValuesOf(Type options, string prefix)
    {
        foreach (var property in PropertiesOf(options))
        {
            var path = prefix + property.Name;
            var nested = property.Kind switch
            {
                OptionKind.Section => ValuesOf(property.ItemType, path + "."),
                OptionKind.SectionMap => ValuesOf(property.ItemType, path + ".*."),
                OptionKind.SectionList => ValuesOf(property.ItemType, path + "[]."),
                _ => [(path, property)],
            };
            foreach (var value in nested)
            {
                yield return value;
            }
        }
    }
}
