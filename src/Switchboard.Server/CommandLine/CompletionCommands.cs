using System.CommandLine;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard completion</c> prints the script by which a shell completes this command line; <c>switchboard complete</c> is what the scripts call.</summary>
internal static class CompletionCommands
{
    /// <summary>Makes <c>completion</c>.</summary>
    public static Command CreateCompletion()
    {
        var shell = new Argument<string>("shell") { Description = "The shell." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command("completion", "Prints a completion script, such as for: source <(switchboard completion bash)") { shell };
        command.SetAction(result => result.InvocationConfiguration.Output.Write(CompletionScripts.For(result.GetRequiredValue(shell))));
        return command;
    }

    /// <summary>Makes <c>complete</c>, which the help does not show.</summary>
    /// <param name="root">What is completed.</param>
    public static Command CreateComplete(Command root)
    {
        var position = new Argument<int>("position");
        position.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] }])
            {
                result.AddError("The position is 0 or more.");
            }
        });
        var line = new Argument<string>("line");
        var command = new Command("complete", "Prints what can stand at a position of a command line.") { position, line };
        command.Hidden = true;
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

/// <summary>The completion scripts. Each asks <c>switchboard complete</c>, so that they never go out of date.</summary>
internal static class CompletionScripts
{
    private const string Bash = """
        _switchboard() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(switchboard complete "$COMP_POINT" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _switchboard switchboard

        """;

    private const string Zsh = """
        #compdef switchboard
        _switchboard() {
          local -a answers
          answers=("${(@f)$(switchboard complete "$CURSOR" "$BUFFER" 2>/dev/null)}")
          compadd -a answers || _files
        }
        compdef _switchboard switchboard

        """;

    private const string Fish = """
        complete -c switchboard -a '(switchboard complete (commandline -C) (commandline) 2>/dev/null)'

        """;

    private static readonly Dictionary<string, string> _scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
    };

    /// <summary>The shells that there are scripts for.</summary>
    public static IReadOnlyCollection<string> Shells => _scripts.Keys;

    /// <summary>The script of a shell.</summary>
    public static string For(string shell) => _scripts[shell];
}
