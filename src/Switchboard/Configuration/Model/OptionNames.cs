using System.Text.Json;

namespace Switchboard.Configuration.Model;

/// <summary>How options and their values are written: camelCase.</summary>
internal static class OptionNames
{
    /// <summary>The written name of a property or a member of an enumeration.</summary>
    public static string Of(string memberName) => JsonNamingPolicy.CamelCase.ConvertName(memberName);

    /// <summary>The written names of an enumeration's values. A set's empty value has none: it is the empty list.</summary>
    public static IReadOnlyList<string> ChoicesOf(Type enumeration)
    {
        var names = Enum.GetNames(enumeration).AsEnumerable();
        if (enumeration.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            names = names.Where(name => Convert.ToInt64(Enum.Parse(enumeration, name), provider: null) != 0);
        }

        return [.. names.Select(Of)];
    }

    /// <summary>The written names of what a set holds.</summary>
    /// <param name="enumeration">The set's type.</param>
    /// <param name="set">The set.</param>
    public static IEnumerable<string> NamesIn(Type enumeration, object set) =>
        ChoicesOf(enumeration).Where(name => ((int)Enum.Parse(enumeration, name, ignoreCase: true) & (int)set) != 0);
}
