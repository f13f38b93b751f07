using System.CommandLine;
using Switchboard.Storage;
using Switchboard.Storage.Maintenance;
using Switchboard.Storage.Sqlite;

namespace Switchboard.Server.CommandLine.Store;

/// <summary><c>switchboard store</c>: looks after the durable store that the configuration names.</summary>
internal static class StoreCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("store", "Looks after the durable store that the configuration names.")
    {
        CreateCheck(),
        CreateBackup(),
        CreateExport(),
        CreateImport(),
        CreateVacuum(),
    };

    private static Command CreateCheck() => StoreAction.Set(
        new Command("check", "Looks for damage and holes in the store; the server may run meanwhile. Exit code 1 where there is any."),
        static async (database, result, cancellationToken) =>
        {
            var problems = await StoreCheck.FindAsync(database, cancellationToken);
            var output = result.InvocationConfiguration.Output;
            foreach (var problem in problems)
            {
                await output.WriteLineAsync($"{problem.Subject}: {problem.Problem}.");
            }

            await output.WriteLineAsync(problems.Count == 0 ? "The store is sound." : $"Problems: {problems.Count}.");
            return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });

    private static Command CreateBackup()
    {
        var target = CreateTarget();
        return StoreAction.Set(
            new Command("backup", "Copies a SQLite store into a new file, as it is at one moment; the server may run meanwhile.") { target },
            async (database, result, cancellationToken) =>
            {
                if (database is not SqliteDatabase sqlite)
                {
                    await result.InvocationConfiguration.Error.WriteLineAsync("PostgreSQL has tools of its own for this, such as pg_basebackup and pg_dump; or use: switchboard store export.");
                    return ExitCodes.Failure;
                }

                var file = result.GetRequiredValue(target);
                if (Path.Exists(file))
                {
                    await result.InvocationConfiguration.Error.WriteLineAsync($"switchboard: {file} is there already; name a file that is not.");
                    return ExitCodes.Failure;
                }

                await sqlite.BackUpAsync(file, cancellationToken);
                await result.InvocationConfiguration.Output.WriteLineAsync($"Copied the store into {file}, {new FileInfo(file).Length} bytes.");
                return ExitCodes.Success;
            });
    }

    private static Command CreateExport()
    {
        var target = CreateTarget();
        return StoreAction.Set(
            new Command("export", "Writes the store, as it is at one moment, as lines of JSON that either database imports; the server may run meanwhile.") { target },
            async (database, result, cancellationToken) =>
            {
                await using var output = PrivateFiles.Open(result.GetRequiredValue(target), FileMode.CreateNew, FileAccess.Write, 65_536);
                var counts = await StoreExport.WriteAsync(database, output, cancellationToken);
                await result.InvocationConfiguration.Output.WriteLineAsync($"Exported {counts}.");
                return ExitCodes.Success;
            });
    }

    private static Command CreateImport()
    {
        var source = new Argument<string>("file") { Description = "What export wrote." };
        return StoreAction.Set(
            new Command("import", "Fills an empty store from an export: all of it, or nothing. The server must not run.") { source },
            async (database, result, cancellationToken) =>
            {
                using var input = new StreamReader(result.GetRequiredValue(source));
                var counts = await StoreImport.ReadAsync(database, input, cancellationToken);
                await result.InvocationConfiguration.Output.WriteLineAsync($"Imported {counts}.");
                return ExitCodes.Success;
            },
            makesStore: true);
    }

    private static Command CreateVacuum() => StoreAction.Set(
        new Command("vacuum", "Gives back room that is no longer used. With SQLite the server must not run."),
        static async (database, result, cancellationToken) =>
        {
            await database.VacuumAsync(cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync("Gave back what room there was.");
            return ExitCodes.Success;
        });

    /// <summary>The argument that names a file to make.</summary>
    public static Argument<string> CreateTarget() => new("file") { Description = "The file to make. There must be none of that name." };
}
