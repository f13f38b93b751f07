using System.Globalization;
using Switchboard.Connections;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>Checks a client's filter over tags and makes it ready to run.</summary>
internal static class TagFilterCompiler
{
    /// <summary>The predicate of a filter; null where there is none, or where it is not well formed.</summary>
    public static TagPredicate? Compile(TagFilter? filter)
    {
        if (filter is null)
        {
            return null;
        }

        if (filter.Op.Length == 0)
        {
            return CompileComparison(filter);
        }

        var nodes = new List<TagPredicate>(filter.Nodes.Count);
        foreach (var node in filter.Nodes)
        {
            if (Compile(node) is not { } predicate)
            {
                return null;
            }

            nodes.Add(predicate);
        }

        return filter.Op switch
        {
            "and" when nodes.Count > 0 => new AllOf([.. nodes]),
            "or" when nodes.Count > 0 => new AnyOf([.. nodes]),
            "not" when nodes.Count == 1 => new Not(nodes[0]),
            _ => null,
        };
    }

    private static TagComparison? CompileComparison(TagFilter filter)
    {
        if (filter.Key.Length == 0)
        {
            return null;
        }

        var (key, value) = (filter.Key, filter.Value);
        return filter.Compare switch
        {
            "eq" => new TagComparison(key, tag => tag == value),
            "neq" => new TagComparison(key, tag => tag != value, whenAbsent: true),
            "in" => new TagComparison(key, tag => filter.Values.Contains(tag, StringComparer.Ordinal)),
            "nin" => new TagComparison(key, tag => !filter.Values.Contains(tag, StringComparer.Ordinal), whenAbsent: true),
            "ex" => new TagComparison(key, static _ => true),
            "nex" => new TagComparison(key, static _ => false, whenAbsent: true),
            "sw" => new TagComparison(key, tag => tag.StartsWith(value, StringComparison.Ordinal)),
            "ew" => new TagComparison(key, tag => tag.EndsWith(value, StringComparison.Ordinal)),
            "ct" => new TagComparison(key, tag => tag.Contains(value, StringComparison.Ordinal)),
            "lt" => Numeric(key, value, static (tag, bound) => tag < bound),
            "lte" => Numeric(key, value, static (tag, bound) => tag <= bound),
            "gt" => Numeric(key, value, static (tag, bound) => tag > bound),
            "gte" => Numeric(key, value, static (tag, bound) => tag >= bound),
            _ => null,
        };
    }

    private static TagComparison? Numeric(string key, string value, Func<decimal, decimal, bool> holds)
        => TryParse(value, out var bound) ? new TagComparison(key, tag => TryParse(tag, out var number) && holds(number, bound)) : null;

    private static bool TryParse(string text, out decimal number)
        => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
