using System.Globalization;
using System.Numerics;
using Switchboard.Configuration.Model;

namespace Switchboard.Configuration.Reading;

/// <summary>Turns texts of the configuration into values of options.</summary>
internal static class ValueParser
{
    /// <summary>Reads a single value.</summary>
    /// <returns>The problem, or null when <paramref name="value"/> is set.</returns>
    public static ConfigurationProblem? Parse(OptionProperty property, string path, string text, out object? value)
    {
        value = null;
        return property.Kind switch
        {
            OptionKind.WholeNumber => ParseNumber(property, path, text.Trim(), out value),
            OptionKind.Flag => ParseFlag(path, text.Trim(), out value),
            OptionKind.Choice => ParseChoice(property.ItemType, path, text.Trim(), out value),
            _ => Keep(text, out value),
        };
    }

    /// <summary>Reads a name of an enumeration. Numbers are no names.</summary>
    public static ConfigurationProblem? ParseChoice(Type enumeration, string path, string text, out object? value)
    {
        var choices = OptionNames.ChoicesOf(enumeration);
        var name = choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = name is null ? null : Enum.Parse(enumeration, name, ignoreCase: true);
        if (name is not null)
        {
            return null;
        }

        var guess = Spelling.Nearest(text, choices) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
        return new ConfigurationProblem(path, $"is \"{text}\", which is no known value", $"{guess}Known are {string.Join(", ", choices)}.");
    }

    /// <summary>Says what a value of an option looks like.</summary>
    public static string Expectation(OptionProperty property) => property.Kind switch
    {
        OptionKind.WholeNumber => $"Write a whole number{RangeText(property)}; the default is {property.DefaultValue}.",
        OptionKind.Flag => "Write true or false.",
        OptionKind.Choice => $"Write one of {string.Join(", ", OptionNames.ChoicesOf(property.ItemType))}.",
        OptionKind.ChoiceSet => $"Write a list of {string.Join(", ", OptionNames.ChoicesOf(property.ItemType))}; [] is nobody.",
        OptionKind.TextList => "Write a list of texts.",
        OptionKind.TextMap => "Write an object: texts by name, in braces.",
        OptionKind.SectionList => "Write a list of objects.",
        OptionKind.Text => "Write a text.",
        _ => "Write an object: options in braces.",
    };

    private static ConfigurationProblem? ParseNumber(OptionProperty property, string path, string text, out object? value)
    {
        value = null;
        if (!BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return new ConfigurationProblem(path, $"is \"{text}\", which is no whole number", Expectation(property));
        }

        if (number < property.Least || number > property.Most)
        {
            return new ConfigurationProblem(path, $"is {number}, which is out of range", Expectation(property));
        }

        value = Convert.ChangeType((long)number, property.ItemType, CultureInfo.InvariantCulture);
        return null;
    }

    private static ConfigurationProblem? ParseFlag(string path, string text, out object? value)
    {
        var known = bool.TryParse(text, out var flag);
        value = flag;
        return known ? null : new ConfigurationProblem(path, $"is \"{text}\", which is neither true nor false", "Write true or false.");
    }

    private static ConfigurationProblem? Keep(string text, out object? value)
    {
        value = text;
        return null;
    }

    private static string RangeText(OptionProperty property) => $" from {property.Least} to {property.Most}";
}
