using System.CommandLine;
using System.CommandLine.Help;
using Switchboard.Server.CommandLine.Store;

namespace Switchboard.Server.CommandLine;

/// <summary>The command line.</summary>
internal static class SwitchboardCommand
{
    /// <summary>Makes it.</summary>
    public static Command Create()
    {
        // Not a RootCommand: that takes its name from the assembly's file, which is not what people type.
        var root = new Command("switchboard", $"Switchboard, a real-time messaging server. Runs the server unless a command says otherwise.\n{ExitCodes.Help}");
        root.Options.Add(new HelpOption("--help", "-h"));
        root.Subcommands.Add(ServeCommand.Create(root));
        root.Subcommands.Add(CheckConfigCommand.Create());
        root.Subcommands.Add(SchemaCommand.Create());
        root.Subcommands.Add(StoreCommand.Create());
        root.Subcommands.Add(VersionCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        root.Subcommands.Add(CompleteCommand.Create(root));
        return root;
    }
}
