namespace Switchboard.Configuration.Rules;

/// <summary>Names that stand in names of others: of queues, groups, keys and metrics.</summary>
internal static class PlainNames
{
    /// <summary>Whether a text is one: letters, digits, '-', '_' and '.' of ASCII, and not too long.</summary>
    public static bool IsOne(string name, int maxLength)
        => name.Length > 0 && name.Length <= maxLength && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
