using System.CommandLine.Help;
using System.CommandLine;
using Switchboard.Server.CommandLine.Calls;
using Switchboard.Server.CommandLine.History;
using Switchboard.Server.CommandLine.Inbox;
using Switchboard.Server.CommandLine.Lists;
using Switchboard.Server.CommandLine.Live;
using Switchboard.Server.CommandLine.Profiles;
using Switchboard.Server.CommandLine.Publishing;
using Switchboard.Server.CommandLine.Schedules;
using Switchboard.Server.CommandLine.Store;
using Switchboard.Server.CommandLine.Tokens;

namespace Switchboard.Server.CommandLine;

/// <summary>The command line.</summary>
internal static class SwitchboardCommand
{
    /// <summary>How it is parsed: <c>@FILE</c> means data here, not further arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Makes it.</summary>
    public static Command Create()
    {
        // Not a RootCommand: that takes its name from the assembly's file, which is not what people type.
        var root = new Command("switchboard", $"Switchboard, a real-time messaging server. Runs the server unless a command says otherwise.\n{ExitCodes.Help}");
        root.Options.Add(new HelpOption("--help", "-h"));
        root.Subcommands.Add(ServeCommand.Create(root));
        AddRemote(root);
        root.Subcommands.Add(TokenCommand.Create());
        root.Subcommands.Add(ProfileCommand.Create());
        root.Subcommands.Add(CheckConfigCommand.Create());
        root.Subcommands.Add(SchemaCommand.Create());
        root.Subcommands.Add(StoreCommand.Create());
        root.Subcommands.Add(VersionCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        root.Subcommands.Add(CompleteCommand.Create(root));
        return root;
    }

    private static void AddRemote(Command root)
    {
        root.Subcommands.Add(PublishCommand.Create());
        root.Subcommands.Add(SubscribeCommand.Create());
        root.Subcommands.Add(SendCommand.Create());
        root.Subcommands.Add(ScheduleCommand.Create());
        root.Subcommands.Add(ScheduledCommand.Create());
        root.Subcommands.Add(UnscheduleCommand.Create());
        root.Subcommands.Add(InboxCommand.Create());
        root.Subcommands.Add(MarkCommand.Create());
        root.Subcommands.Add(StateCommand.Create());
        root.Subcommands.Add(CallCommand.Create());
        root.Subcommands.Add(ServeCallCommand.Create());
        root.Subcommands.Add(HistoryCommand.Create());
        root.Subcommands.Add(PresenceCommand.Create());
        root.Subcommands.Add(ChannelsCommand.Create());
        root.Subcommands.Add(ConnectionsCommand.Create());
        root.Subcommands.Add(InfoCommand.Create());
    }
}
