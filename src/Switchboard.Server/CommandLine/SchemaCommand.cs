using System.CommandLine;
using Switchboard.Configuration.Schema;

namespace Switchboard.Server.CommandLine;

/// <summary><c>switchboard schema</c>: gives editors what they need to help with <c>switchboard.json</c>.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("schema", "Prints the JSON schema of switchboard.json. Save it beside the file and name it there as \"$schema\".");
        command.SetAction(result => result.InvocationConfiguration.Output.Write(ConfigurationSchema.Shipped()));
        return command;
    }
}
