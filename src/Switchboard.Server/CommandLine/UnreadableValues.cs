using System.CommandLine;
using System.CommandLine.Parsing;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine;

/// <summary>Says what values look like where one cannot be read: the parser itself would name types of .NET.</summary>
internal static class UnreadableValues
{
    /// <summary>The sentences about what is wrong with a command line; none where every value can be read, and the parser says it better.</summary>
    public static IReadOnlyList<string> In(ParseResult result)
        => result.Errors.Any(IsAboutValue) ? [.. result.Errors.Select(static error => IsAboutValue(error) ? Describe(error, (OptionResult)error.SymbolResult!) : error.Message)] : [];

    private static bool IsAboutValue(ParseError error)
        => error.SymbolResult is OptionResult { Tokens.Count: > 0 } option && FormOf(TypeOf(option)) is not null && error.Message.Contains(TypeOf(option).ToString(), StringComparison.Ordinal);

    // The parser's sentence names the value, of several the one that it means.
    private static string Describe(ParseError error, OptionResult result)
    {
        var value = (result.Tokens.FirstOrDefault(token => error.Message.Contains($"'{token.Value}'", StringComparison.Ordinal)) ?? result.Tokens[^1]).Value;
        return $"'{Printable.Of(value)}' is no value for {result.Option.Name}, which takes {FormOf(TypeOf(result))}.";
    }

    // Of an option that can be repeated, the type of one value.
    private static Type TypeOf(OptionResult result) => result.Option.ValueType.GetElementType() ?? result.Option.ValueType;

    private static string? FormOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } words => string.Join(" or ", Enum.GetNames(words).Select(static word => word.ToLowerInvariant())),
        var number when number == typeof(int) => $"a whole number, at most {int.MaxValue}",
        var number when number == typeof(long) => "a whole number",
        var number when number == typeof(ulong) => "a whole number, 0 or more",
        var number when number == typeof(double) => "a number, such as 1.5",
        var time when time == typeof(DateTimeOffset) => $"a time such as {Times.Example()}",
        _ => null,
    };
}
