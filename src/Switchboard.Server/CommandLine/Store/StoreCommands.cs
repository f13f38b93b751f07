using System.CommandLine;

namespace Switchboard.Server.CommandLine.Store;

/// <summary><c>switchboard store</c>: looks after the durable store that the configuration names.</summary>
internal static class StoreCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("store", "Looks after the durable store that the configuration names.");
        command.Subcommands.Add(StoreCheckCommand.Create());
        command.Subcommands.Add(StoreBackupCommand.Create());
        command.Subcommands.Add(StoreExportCommand.Create());
        command.Subcommands.Add(StoreImportCommand.Create());
        command.Subcommands.Add(StoreVacuumCommand.Create());
        return command;
    }
}
