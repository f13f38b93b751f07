using System.CommandLine;

namespace Switchboard.Server.CommandLine.Store;

/// <summary><c>switchboard store vacuum</c>: gives room back.</summary>
internal static class StoreVacuumCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => StoreAction.Set(
        new Command("vacuum", "Gives back room that is no longer used. With SQLite the server must not run."),
        static async (database, _, cancellationToken) =>
        {
            await database.VacuumAsync(cancellationToken);
            return ExitCodes.Success;
        });
}
