using System.CommandLine;
using Switchboard.Configuration.Sources;
using Switchboard.Configuration;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard check-config</c>: says whether the server would accept the configuration.</summary>
internal static class CheckConfigCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var configuration = new ConfigurationArguments();
        var json = new Option<bool>("--json") { Description = "Prints each problem as one line of JSON with path, problem and remedy; nothing if there is none." };
        var command = new Command("check-config", "Checks the configuration and prints every problem in it.");
        configuration.AddTo(command);
        command.Options.Add(json);
        command.SetAction(result => Check(
            Load(result.GetValue(configuration.File), result.GetValue(configuration.Settings) ?? []),
            result.InvocationConfiguration.Output,
            result.GetValue(json)));
        return command;
    }

    private static IReadOnlyList<ConfigurationProblem> Load(string? file, IEnumerable<string> settings)
    {
        var root = new ConfigurationBuilder().AddSwitchboardSources(file, settings, watch: false).Build();
        using var disposal = root as IDisposable;
        return ServerConfiguration.CreateLoader(root).Load().Problems;
    }

    private static int Check(IReadOnlyList<ConfigurationProblem> problems, TextWriter output, bool asJson)
    {
        if (asJson)
        {
            ConfigurationReport.WriteJson(output, problems);
        }
        else if (problems.Count > 0)
        {
            ConfigurationReport.WriteText(output, problems);
        }
        else
        {
            output.WriteLine("The configuration is valid.");
        }

        return problems.Count == 0 ? ExitCodes.Success : ExitCodes.InvalidConfiguration;
    }
}
