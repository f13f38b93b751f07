using Spectre.Console;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>The terminal, if there is one.</summary>
internal static class Consoles
{
    /// <summary>Whether the output is a terminal.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected;

    /// <summary>Whether errors and progress go to a terminal.</summary>
    public static bool ErrorsAreOnTerminal => !Console.IsErrorRedirected;

    /// <summary>Makes a console over a writer, with colours where the terminal has them and NO_COLOR does not forbid them.</summary>
    public static IAnsiConsole Create(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(writer),
    });
}
