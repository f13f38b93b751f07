using System.CommandLine;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>The options that give the key of the HTTP API.</summary>
internal sealed class KeyArguments
{
    /// <summary>The environment variable that holds a key.</summary>
    public const string Variable = "SWITCHBOARD_API_KEY";

    private const int MaxKeyLength = 4096;

    private readonly Option<string?> _key = new("--key", "-k")
    {
        Description = $"The key of the HTTP API, or the token of an administrator's account. Other users of this machine can see it here: better use {Variable}, --key-file or a profile.",
        HelpName = "KEY",
    };

    private readonly Option<string?> _file = new("--key-file")
    {
        Description = "The file whose first line is the key; - reads it from the standard input.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_key);
        command.Options.Add(_file);
        command.Require(result =>
        {
            if (result.GetValue(_key) is not null && result.GetValue(_file) is not null)
            {
                result.AddError("Give --key or --key-file, not both.");
            }
        });
    }

    /// <summary>Whether the key is read from the standard input, so that nothing else can be.</summary>
    public bool ReadsInput(CommandContext context) => context.Get(_file) == "-";

    /// <summary>The key that the options give; null if they give none.</summary>
    /// <exception cref="CommandException">The file cannot be read, or it is no key.</exception>
    public async Task<string?> ReadAsync(CommandContext context)
    {
        if (context.Get(_key) is { } key)
        {
            return Check(key, "--key");
        }

        return context.Get(_file) is { } file ? Check(await SecretFile.ReadLineAsync(file, context.Cancellation), "--key-file") : null;
    }

    /// <summary>The key that a text is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it is from, for the error.</param>
    /// <exception cref="CommandException">It is none.</exception>
    public static string Check(string text, string source)
        => text.Length is > 0 and <= MaxKeyLength && !text.Any(char.IsControl) && text.AsSpan().Trim().Length == text.Length
            ? text
            : throw new CommandException(ExitCodes.Failure, $"What {source} gives is no key: it must be one line without spaces around it.");
}
