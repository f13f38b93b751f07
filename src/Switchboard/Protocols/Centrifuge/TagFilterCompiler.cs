using System.Globalization;
using System.Text;
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
        var bytes = Encoding.UTF8.GetByteCount(value);
        return filter.Compare switch
        {
            "eq" => new TagComparison(key, bytes, tag => tag == value),
            "neq" => new TagComparison(key, bytes, tag => tag != value, whenAbsent: true),
            "in" => Among(key, filter.Values, isWanted: true),
            "nin" => Among(key, filter.Values, isWanted: false),
            "ex" => new TagComparison(key, 0, static _ => true),
            "nex" => new TagComparison(key, 0, static _ => false, whenAbsent: true),
            "sw" => new TagComparison(key, bytes, tag => tag.StartsWith(value, StringComparison.Ordinal)),
            "ew" => new TagComparison(key, bytes, tag => tag.EndsWith(value, StringComparison.Ordinal)),
            "ct" => new TagComparison(key, bytes, tag => tag.Contains(value, StringComparison.Ordinal)),
            "lt" => Numeric(key, value, static (tag, bound) => tag < bound),
            "lte" => Numeric(key, value, static (tag, bound) => tag <= bound),
            "gt" => Numeric(key, value, static (tag, bound) => tag > bound),
            "gte" => Numeric(key, value, static (tag, bound) => tag >= bound),
            _ => null,
        };
    }

    // However many there are, a publication costs one look.
    private static TagComparison Among(string key, IReadOnlyList<string> values, bool isWanted)
    {
        var known = new HashSet<string>(values, StringComparer.Ordinal);
        return new TagComparison(key, values.Sum(Encoding.UTF8.GetByteCount), tag => known.Contains(tag) == isWanted, whenAbsent: !isWanted);
    }

    private static TagComparison? Numeric(string key, string value, Func<decimal, decimal, bool> holds)
        => TryParse(value, out var bound) ? new TagComparison(key, value.Length, tag => TryParse(tag, out var number) && holds(number, bound)) : null;

    private static bool TryParse(string text, out decimal number)
        => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
