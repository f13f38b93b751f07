namespace Switchboard.Configuration.Rules;

/// <summary>What holds for stores.</summary>
internal static class StorageRules
{
    /// <summary>What is durable needs a durable store, and a durable namespace something to keep in it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="storeAvailable">Whether a durable store is registered.</param>
    public static IEnumerable<ConfigurationProblem> Durability(SwitchboardOptions options, bool storeAvailable)
    {
        if (!storeAvailable)
        {
            foreach (var path in DurableOptions.PathsOf(options))
            {
                yield return new ConfigurationProblem(
                    path,
                    "is \"durable\", but there is no durable store",
                    "Restart the server, which opens its store then; an application adds UseSqlite() or UsePostgreSql() to AddSwitchboard. Or write \"memory\".");
            }
        }

        foreach (var (name, space) in options.Namespaces)
        {
            if (space is { Type: ChannelType.Stream, Storage: StorageKind.Durable, HistorySize: 0, Positioning: false })
            {
                yield return new ConfigurationProblem(
                    $"namespaces.{name}.storage",
                    "is \"durable\", but historySize is 0 and positioning false, so that nothing would be kept",
                    "Set historySize to what a channel is to keep, or write \"memory\".");
            }
        }
    }

    /// <summary>The stand-alone server needs to be told where Redis is, where something is kept in it.</summary>
    public static IEnumerable<ConfigurationProblem> Redis(SwitchboardOptions options)
    {
        if (options.Tickets.Storage == TicketStorage.Redis && options.Redis.Connection.Length == 0)
        {
            yield return new ConfigurationProblem("redis.connection", "is missing, and tickets.storage is \"redis\"", "Write where it is, such as \"localhost:6379\".");
        }
    }

    /// <summary>SQLite needs the name of a file.</summary>
    public static IEnumerable<ConfigurationProblem> Path(SwitchboardOptions options)
    {
        if (options.Storage is { Provider: StorageProvider.Sqlite, Path: "" })
        {
            yield return new ConfigurationProblem("storage.path", "is empty", "Write the name of a file, such as \"data/switchboard.db\", or leave it out.");
        }
    }

    /// <summary>PostgreSQL needs to be told where it is, once.</summary>
    public static IEnumerable<ConfigurationProblem> ConnectionString(SwitchboardOptions options)
    {
        var storage = options.Storage;
        if (storage.Provider != StorageProvider.PostgreSql)
        {
            yield break;
        }

        if (storage.ConnectionStringFile.Length > 0 && !File.Exists(storage.ConnectionStringFile))
        {
            yield return new ConfigurationProblem(
                "storage.connectionStringFile", $"names {SafeText.OfPath(storage.ConnectionStringFile)}, where there is no file that can be read", "Correct the path, or let the server's user read it.");
        }

        if ((storage.ConnectionString.Length > 0) != (storage.ConnectionStringFile.Length > 0))
        {
            yield break;
        }

        yield return new ConfigurationProblem(
            "storage.connectionString",
            storage.ConnectionString.Length > 0 ? "is given, and connectionStringFile as well" : "is missing, and storage.provider is \"postgreSql\"",
            "Give one of connectionString and connectionStringFile, such as \"Host=db;Username=switchboard;Database=switchboard\".");
    }
}
