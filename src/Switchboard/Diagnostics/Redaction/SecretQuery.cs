using System.Text.RegularExpressions;

namespace Switchboard.Diagnostics.Redaction;

/// <summary>Hides the values of those parts of a query that let somebody in.</summary>
internal static partial class SecretQuery
{
    /// <summary>What stands in place of a value.</summary>
    public const string Hidden = "***";

    /// <summary>The text without them; the same text where it has none.</summary>
    public static string Redact(string text) => Pattern().IsMatch(text) ? Pattern().Replace(text, $"${{name}}={Hidden}") : text;

    /// <summary>Whether a text has any.</summary>
    public static bool IsIn(string text) => Pattern().IsMatch(text);

    // Names in any case, the underscore also as %5F: so the server reads them, too. A value may have any character that a request line can have, quotes too.
    [GeneratedRegex(
        """(?<name>[?&](ws(_|%5f)token|cf(_|%5f)connect|token|ticket|auth))=[^&#\s]+""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
