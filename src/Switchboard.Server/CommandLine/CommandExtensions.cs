using System.CommandLine;
using System.CommandLine.Parsing;
using Switchboard.Names;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine;

/// <summary>Gives commands their action, and every way to fail its sentence and its exit code; gives options their limits.</summary>
internal static class CommandExtensions
{
    /// <summary>Sets what a command does. It gets the option <c>--json</c>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="lines">What the lines of JSON hold, for the help.</param>
    /// <param name="action">What it does; the exit code is its result.</param>
    public static void SetAction(this Command command, string lines, Func<CommandContext, Task<int>> action)
    {
        var json = new Option<bool>("--json") { Description = lines == "nothing" ? "Prints nothing: the exit code says how it went." : $"Prints lines of JSON: {lines}." };
        command.Options.Add(json);
        command.SetAction((result, _) => RunAsync(result, result.GetValue(json), action));
    }

    /// <summary>Refuses values that an option does not take.</summary>
    /// <param name="option">The option.</param>
    /// <param name="accepts">Whether it takes a value.</param>
    /// <param name="sentence">What it takes.</param>
    public static void Require<T>(this Option<T> option, Func<T?, bool> accepts, string sentence) => option.Validators.Add(result =>
    {
        try
        {
            if (!accepts(result.GetValueOrDefault<T>()))
            {
                result.AddError(sentence);
            }
        }
        catch (InvalidOperationException)
        {
            // It is no value of this type, which the parser itself reports.
        }
    });

    /// <summary>Refuses what options and arguments do not mean together. What the parser cannot read, it reports itself.</summary>
    /// <param name="command">The command.</param>
    /// <param name="check">Adds the errors; may read values, which throws where one cannot be read.</param>
    public static void Require(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        try
        {
            check(result);
        }
        catch (InvalidOperationException)
        {
            // As above.
        }
    });

    /// <summary>Refuses what is no user id before anybody is asked: a name that is empty by mistake would often mean everybody.</summary>
    public static void RequireUsers(this Option option) => option.Validators.Add(result => RequireUsers(result, option.Name));

    /// <inheritdoc cref="RequireUsers(Option)"/>
    public static void RequireUsers(this Argument argument) => argument.Validators.Add(static result => RequireUsers(result, "a user id"));

    /// <summary>Refuses what is no user id among what was given.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="name">How it is called.</param>
    public static void RequireUsers(SymbolResult result, string name)
    {
        if (result.Tokens.Any(static token => !UserIds.IsValid(token.Value)))
        {
            result.AddError($"{name} {UserIds.Rule}.");
        }
    }

    private static async Task<int> RunAsync(ParseResult result, bool asJson, Func<CommandContext, Task<int>> action)
    {
        var errors = result.InvocationConfiguration.Error;
        using var interruption = new Interruption();
        var output = new CommandOutput(StandardOutput.Open(), asJson);
        try
        {
            var code = await action(new CommandContext(result, output, errors, interruption.Token));
            output.Flush();
            return code;
        }
        catch (OperationCanceledException) when (interruption.ExitCode > 0)
        {
            return interruption.ExitCode;
        }
        catch (ClosedOutputException)
        {
            // Whoever reads has had enough, such as head.
            return ExitCodes.Success;
        }
        catch (CommandException exception)
        {
            errors.WriteLine($"switchboard: {Printable.Of(exception.Message)}");
            return exception.ExitCode;
        }
        catch (Exception exception)
        {
            errors.WriteLine($"switchboard: {Printable.Of(exception.Message)} ({exception.GetType().Name}, which is not foreseen: please report it.)");
            return ExitCodes.Failure;
        }
    }
}
