using System.CommandLine;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard completion</c>: prints the script by which a shell completes this command line.</summary>
internal static class CompletionCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "The shell." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command("completion", "Prints a completion script, such as for: source <(switchboard completion bash)");
        command.Arguments.Add(shell);
        command.SetAction(result => result.InvocationConfiguration.Output.Write(CompletionScripts.For(result.GetRequiredValue(shell))));
        return command;
    }
}
