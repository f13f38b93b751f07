using System.Text.RegularExpressions;

namespace Switchboard.Configuration;

/// <summary>Compiles <see cref="NamespaceOptions.NamePattern"/>.</summary>
internal static class NamePatterns
{
    /// <summary>Names come from clients: only an engine without backtracking keeps the time linear.</summary>
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Compiles a pattern such that it must match as a whole.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">The pattern needs backtracking: look-around, a back reference or an atomic group.</exception>
    public static Regex Compile(string pattern)
    {
        // Alone first: `a)|(?:b` becomes well-formed inside the group below.
        _ = new Regex(pattern, Options);
        return new Regex($@"\A(?:{pattern})\z", Options);
    }
}
