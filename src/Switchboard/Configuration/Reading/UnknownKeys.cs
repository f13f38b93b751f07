using Switchboard.Configuration.Model;

namespace Switchboard.Configuration.Reading;

/// <summary>Describes keys that are no options.</summary>
internal static class UnknownKeys
{
    /// <summary>Says what the key may have been meant to be.</summary>
    /// <param name="path">The key's path.</param>
    /// <param name="name">The key.</param>
    /// <param name="siblings">The options that exist where it stands.</param>
    public static ConfigurationProblem Describe(string path, string name, IReadOnlyList<OptionProperty> siblings) =>
        new(path, "is no option", Remedy(name, siblings));

    private static string Remedy(string name, IReadOnlyList<OptionProperty> siblings)
    {
        var elsewhere = OptionModel.AllValues()
            .Where(option => option.Property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(option => option.Path)
            .ToList();
        if (elsewhere.Count > 0)
        {
            return $"Did you mean {string.Join(" or ", elsewhere)}?";
        }

        var names = siblings.Select(sibling => sibling.Name).ToList();
        return Spelling.Nearest(name, names) is { } nearest
            ? $"Did you mean \"{nearest}\"?"
            : $"Remove it, or write one of {string.Join(", ", names)}.";
    }
}
