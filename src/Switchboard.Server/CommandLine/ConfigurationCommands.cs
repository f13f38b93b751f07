using System.CommandLine;
using Switchboard.Configuration;
using Switchboard.Configuration.Rules;
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
        var security = new Option<bool>("--security") { Description = "Goes through the hardening checklist of docs/security.md, too; what it finds counts as problems." };
        var command = new Command("check-config", "Checks the configuration and prints every problem in it.");
        configuration.AddTo(command);
        command.Options.Add(json);
        command.Options.Add(security);
        command.SetAction(result =>
        {
            var reading = configuration.Read(result);
            IReadOnlyList<ConfigurationProblem> problems = result.GetValue(security)
                ? [.. reading.Problems, .. new OptionsValidator(HardeningRules.All).Validate(reading.Options)]
                : reading.Problems;
            return Report(problems, result.InvocationConfiguration.Output, result.GetValue(json));
        });
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
