using System.CommandLine;
using System.CommandLine.Parsing;
using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Sources;

namespace Switchboard.Server.CommandLine;

/// <summary>The command-line options that say where the configuration comes from.</summary>
internal sealed class ConfigurationArguments
{
    /// <summary>Makes the options.</summary>
    public ConfigurationArguments() => Settings.Validators.Add(RequireKeyAndValue);

    /// <summary>The file.</summary>
    public Option<string?> File { get; } = new("--config", "-c")
    {
        Description = $"The configuration file, which must exist. Without this, {SwitchboardSources.DefaultFile} of the working directory is read if it is there.",
        HelpName = "FILE",
    };

    /// <summary>Single options.</summary>
    public Option<string[]> Settings { get; } = new("--set", "-s")
    {
        Description = "An option, such as limits.messageBytes=65536. Wins over the environment and the file. Can be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(File);
        command.Options.Add(Settings);
    }

    /// <summary>Reads and checks the configuration, as the server would.</summary>
    public ConfigurationReading Read(ParseResult result)
    {
        var root = new ConfigurationBuilder().AddSwitchboardSources(result.GetValue(File), result.GetValue(Settings) ?? [], watch: false).Build();
        using var disposal = root as IDisposable;
        return ServerConfiguration.CreateLoader(root).Load();
    }

    private static void RequireKeyAndValue(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => !CommandLineSettings.TryParse(token.Value, out _)))
        {
            result.AddError($"'{SafeText.OfAddress(token.Value)}' is no setting. Write KEY=VALUE, such as limits.messageBytes=65536.");
        }
    }
}
