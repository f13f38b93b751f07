using System.CommandLine;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard complete</c>, which the scripts of <see cref="CompletionCommand"/> call. Not shown in the help.</summary>
internal static class CompleteCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="root">What is completed.</param>
    public static Command Create(Command root)
    {
        var position = new Argument<int>("position");
        var line = new Argument<string>("line");
        var command = new Command("complete", "Prints what can stand at a position of a command line.") { Hidden = true };
        command.Arguments.Add(position);
        command.Arguments.Add(line);
        command.SetAction(result =>
        {
            foreach (var completion in root.Parse(result.GetRequiredValue(line), SwitchboardCommand.Parsing).GetCompletions(result.GetValue(position)))
            {
                result.InvocationConfiguration.Output.WriteLine(completion.InsertText ?? completion.Label);
            }
        });
        return command;
    }
}
