using System.CommandLine;
using System.CommandLine.Help;
using Switchboard.Server.CommandLine.Audit;
using Switchboard.Server.CommandLine.Boards;
using Switchboard.Server.CommandLine.Devices;
using Switchboard.Server.CommandLine.Jobs;
using Switchboard.Server.CommandLine.Maps;
using Switchboard.Server.CommandLine.Outboxes;
using Switchboard.Server.CommandLine.Profiles;
using Switchboard.Server.CommandLine.Store;
using Switchboard.Server.CommandLine.Tokens;

namespace Switchboard.Server.CommandLine;

/// <summary>The command line.</summary>
internal static class SwitchboardCommand
{
    /// <summary>How it is parsed: <c>@FILE</c> means data here, not further arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Makes it, with the commands in the order of the help.</summary>
    public static Command Create()
    {
        // Not a RootCommand: that takes its name from the assembly's file, which is not what people type.
        var root = new Command("switchboard", $"Switchboard, a real-time messaging server. Runs the server unless a command says otherwise.\n{ExitCodes.Help}");
        root.Options.Add(new HelpOption("--help", "-h"));
        Command[] commands =
        [
            ServeCommand.Create(root),
            .. RemoteCommands.Create(),
            JobCommands.Create(),
            MapCommands.Create(),
            OutboxCommands.Create(),
            BoardCommands.Create(),
            AccountCommands.Create(),
            new TokenCommand(),
            ProfileCommands.Create(),
            ConfigurationCommands.CreateCheck(),
            ConfigurationCommands.CreateSchema(),
            StoreCommands.Create(),
            AuditCommands.Create(),
            DeviceCommands.Create(),
            VersionCommand.Create(),
            CompletionCommands.CreateCompletion(),
            CompletionCommands.CreateComplete(root),
        ];
        foreach (var command in commands)
        {
            root.Subcommands.Add(command);
        }

        root.RequireTexts();
        return root;
    }
}
