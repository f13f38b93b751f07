using System.CommandLine;
using System.CommandLine.Parsing;

namespace Switchboard.Server.CommandLine;

/// <summary>Finds options that there are not: the parser takes them for arguments.</summary>
internal static class UnknownOptions
{
    /// <summary>The first of them; null for none. Negative numbers, and what stands behind <c>--</c>, are arguments.</summary>
    public static string? FirstIn(ParseResult result)
    {
        var behind = result.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        return result.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(static argument => argument.Tokens)
            .Where(token => !behind.Contains(token))
            .Select(static token => token.Value)
            .FirstOrDefault(IsLikeOne);
    }

    private static bool IsLikeOne(string text) => text.Length > 1 && text[0] == '-' && (char.IsAsciiLetter(text[1]) || (text[1] == '-' && text.Length > 2));
}
