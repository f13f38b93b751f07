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

    /// <summary>Refuses texts that are empty or have control characters, in a command and those below it: one that is empty by mistake would often mean all there is.</summary>
    public static void RequireTexts(this Command command)
    {
        foreach (var option in command.Options.Where(static option => IsText(option.ValueType) && !IsFree(option.Name)))
        {
            option.Validators.Add(result => RequireText(result, option.Name));
        }

        foreach (var argument in command.Arguments.Where(static argument => IsText(argument.ValueType) && !IsFree(argument.Name)))
        {
            argument.Validators.Add(result => RequireText(result, $"The argument {argument.Name}"));
        }

        foreach (var inner in command.Subcommands)
        {
            inner.RequireTexts();
        }
    }

    /// <summary>Whether an option or argument takes any text: data, scripts, values behind a name, and keys, which have a check of their own.</summary>
    public static bool IsFree(string name) => name is "data" or "command" or "line" or "--set" or "--claim" or "--tag" or "--key";

    /// <summary>Refuses what is no tag.</summary>
    public static void RequireTags(this Option option) => option.Validators.Add(static result =>
    {
        foreach (var token in result.Tokens.Where(static token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
        {
            result.AddError($"'{token.Value}' is no tag. Write NAME=VALUE, such as severity=high.");
        }
    });

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(string[]);

    private static void RequireText(SymbolResult result, string name)
    {
        if (result.Tokens.Any(static token => token.Value.Length == 0 || token.Value.Any(char.IsControl)))
        {
            result.AddError($"{name} takes a text that is not empty and has no control characters.");
        }
    }

    private static string ListOf(string[] options) => options.Length == 1 ? options[0] : $"{string.Join(", ", options[..^1])} or {options[^1]}";
}
