namespace Switchboard.Server.CommandLine;

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
