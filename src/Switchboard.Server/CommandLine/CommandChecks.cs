using System.CommandLine;
using System.CommandLine.Parsing;

namespace Switchboard.Server.CommandLine;

/// <summary>What commands need, checked before any server is asked: where one could not work anyway, the command line is wrong.</summary>
internal static class CommandChecks
{
    /// <summary>Whether an option stands on the command line.</summary>
    public static bool IsGiven(this CommandResult result, string option) => result.GetResult(option) is OptionResult { Implicit: false };

    /// <summary>One of these options must be given, and no other of them.</summary>
    public static Action<CommandResult> OneOf(params string[] options) => result =>
    {
        if (options.Count(result.IsGiven) != 1)
        {
            result.AddError($"Give {ListOf(options)}, and one alone.");
        }
    };

    /// <summary>One or more of these options must be given.</summary>
    public static Action<CommandResult> SomeOf(params string[] options) => result =>
    {
        if (!options.Any(result.IsGiven))
        {
            result.AddError($"Give {ListOf(options)}: without any there is nothing to do.");
        }
    };

    /// <summary>These options contradict each other.</summary>
    public static Action<CommandResult> NotBoth(string one, string other) => result =>
    {
        if (result.IsGiven(one) && result.IsGiven(other))
        {
            result.AddError($"Give {one} or {other}, not both.");
        }
    };

    /// <summary>Refuses a text that is empty or has control characters: one that is empty by mistake would often mean all there is.</summary>
    public static void RequireText(this Option option) => option.Validators.Add(result => RequireText(result, option.Name));

    /// <inheritdoc cref="RequireText(Option)"/>
    public static void RequireText(this Argument argument) => argument.Validators.Add(result => RequireText(result, $"The argument {argument.Name}"));

    private static void RequireText(SymbolResult result, string name)
    {
        if (result.Tokens.Any(static token => token.Value.Length == 0 || token.Value.Any(char.IsControl)))
        {
            result.AddError($"{name} takes a text that is not empty and has no control characters.");
        }
    }

    private static string ListOf(string[] options) => options.Length == 1 ? options[0] : $"{string.Join(", ", options[..^1])} or {options[^1]}";
}
