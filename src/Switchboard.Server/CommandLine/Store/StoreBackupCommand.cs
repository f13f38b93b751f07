using System.CommandLine;
using Switchboard.Storage.Sqlite;

namespace Switchboard.Server.CommandLine.Store;

/// <summary><c>switchboard store backup</c>: copies a SQLite store while the server runs.</summary>
internal static class StoreBackupCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var target = new Argument<string>("file") { Description = "The file to make. There must be none of that name." };
        var command = new Command("backup", "Copies a SQLite store into a new file, as it is at one moment; the server may run meanwhile.");
        command.Arguments.Add(target);
        return StoreAction.Set(command, async (database, result, cancellationToken) =>
        {
            if (database is not SqliteDatabase sqlite)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync("PostgreSQL has tools of its own for this, such as pg_basebackup and pg_dump; or use: switchboard store export.");
                return ExitCodes.Failure;
            }

            await sqlite.BackUpAsync(result.GetRequiredValue(target), cancellationToken);
            return ExitCodes.Success;
        });
    }
}
