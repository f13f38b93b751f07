using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Storage;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Sqlite;

namespace Switchboard.Server.CommandLine.Store;

/// <summary>What the commands of the store have in common: they find it by the configuration, and say in a line what went wrong.</summary>
internal static class StoreAction
{
    /// <summary>Gives a command the options that say where the configuration comes from, and what it does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="act">Does it, and returns the exit code.</param>
    /// <param name="makesStore">Whether it makes the store where there is none.</param>
    public static Command Set(Command command, Func<StoreDatabase, ParseResult, CancellationToken, Task<int>> act, bool makesStore = false)
        => Set(command, (database, _, result, cancellationToken) => act(database, result, cancellationToken), makesStore);

    /// <summary>The same for a command that reads other options, too.</summary>
    public static Command Set(Command command, Func<StoreDatabase, SwitchboardOptions, ParseResult, CancellationToken, Task<int>> act, bool makesStore = false)
    {
        var configuration = new ConfigurationArguments();
        configuration.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(result, configuration.Read(result), act, makesStore, cancellationToken));
        return command;
    }

    /// <summary>Runs what a command does on the store, and says in a line what went wrong.</summary>
    public static async Task<int> RunAsync(
        ParseResult result,
        ConfigurationReading reading,
        Func<StoreDatabase, SwitchboardOptions, ParseResult, CancellationToken, Task<int>> act,
        bool makesStore,
        CancellationToken cancellationToken)
    {
        var errors = result.InvocationConfiguration.Error;
        var problems = reading.Problems.Where(static problem => problem.IsOf("storage", "audit")).ToArray();
        if (problems.Length > 0)
        {
            ConfigurationReport.WriteText(errors, problems);
            return ExitCodes.InvalidConfiguration;
        }

        var storage = reading.Options.Storage;
        if (!makesStore && storage.Provider == StorageProvider.Sqlite && !File.Exists(storage.Path))
        {
            await errors.WriteLineAsync($"switchboard: There is no store at {Path.GetFullPath(storage.Path)}; name its file with --set storage.path=FILE, or the configuration with --config.");
            return ExitCodes.Failure;
        }

        try
        {
            await using var database = Open(storage);
            return await act(database, reading.Options, result, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreFormatException or DbException or IOException or UnauthorizedAccessException)
        {
            var store = exception is not DbException ? "" : storage.Provider == StorageProvider.Sqlite ? $"{storage.Path}: " : "PostgreSQL: ";
            await errors.WriteLineAsync($"switchboard: {store}{exception.Message}");
            return ExitCodes.Failure;
        }
    }

    private static StoreDatabase Open(StorageOptions options)
    {
        if (options.Provider == StorageProvider.PostgreSql)
        {
            var postgreSql = new PostgreSqlStoreOptions();
            StoreRegistration.Apply(options, postgreSql);
            return new PostgreSqlDatabase(postgreSql, TimeProvider.System);
        }

        var sqlite = new SqliteStoreOptions();
        StoreRegistration.Apply(options, sqlite);
        return new SqliteDatabase(sqlite, TimeProvider.System, NullLogger.Instance);
    }
}
