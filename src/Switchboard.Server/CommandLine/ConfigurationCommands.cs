using System.CommandLine;
using Switchboard.Configuration;
using Switchboard.Configuration.Schema;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard check-config</c> and <c>switchboard schema</c>: help to write the configuration.</summary>
internal static class ConfigurationCommands
{
    /// <summary>Makes <c>check-config</c>, which says whether the server would accept the configuration.</summary>
    public static Command CreateCheck()
    {
        var configuration = new ConfigurationArguments();
        var json = new Option<bool>("--json") { Description = "Prints each problem as one line of JSON with path, problem and remedy; nothing if there is none." };
        var command = new Command("check-config", "Checks the configuration and prints every problem in it.");
        configuration.AddTo(command);
        command.Options.Add(json);
        command.SetAction(result => Report(configuration.Read(result).Problems, result.InvocationConfiguration.Output, result.GetValue(json)));
        return command;
    }

    /// <summary>Makes <c>schema</c>, which gives editors what they need to help with <c>switchboard.json</c>.</summary>
    public static Command CreateSchema()
    {
        var command = new Command("schema", "Prints the JSON schema of switchboard.json. Save it beside the file and name it there as \"$schema\".");
        command.SetAction(static result => result.InvocationConfiguration.Output.Write(ConfigurationSchema.Shipped()));
        return command;
    }

    private static int Report(IReadOnlyList<ConfigurationProblem> problems, TextWriter output, bool asJson)
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
