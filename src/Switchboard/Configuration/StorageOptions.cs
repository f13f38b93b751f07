using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>The durable store of the stand-alone server. It is opened if a namespace, the inboxes, the schedules, the jobs or the security records are durable. Needs a restart.</summary>
public sealed class StorageOptions
{
    /// <summary>What it is: a SQLite file, or a PostgreSQL database, which several nodes may share.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>The SQLite file, on a local disk. It is made with its folder where there is none.</summary>
    public string Path { get; set; } = "data/switchboard.db";

    /// <summary>The connection string of PostgreSQL, such as <c>Host=db;Username=switchboard;Password=…;Database=switchboard</c>. Better kept in the environment, or in a file.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>A file whose text is the connection string. Read at the start.</summary>
    public string ConnectionStringFile { get; set; } = "";

    /// <summary>The most connections to PostgreSQL.</summary>
    [Range(2, 1000)]
    public int Connections { get; set; } = 10;

    /// <summary>How many connections read the SQLite file at once.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 2;

    /// <summary>The most writes that wait for a commit. Further ones are refused with error 111.</summary>
    [Range(1, 1_000_000)]
    public int QueuedWrites { get; set; } = 10_000;

    /// <summary>The most bytes of writes that wait for a commit. Further ones are refused with error 111.</summary>
    [Range(65_536, 1_073_741_824)]
    public int QueuedBytes { get; set; } = 67_108_864;

    /// <summary>The most writes that share a commit.</summary>
    [Range(1, 10_000)]
    public int GroupWrites { get; set; } = 1_000;

    /// <summary>Seconds that a statement waits for a lock or an answer before the database counts as away.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 5;
}

/// <summary>What the stand-alone server keeps durable namespaces in.</summary>
public enum StorageProvider
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database.</summary>
    PostgreSql,
}

/// <summary>Finds what a configuration wants kept in a durable store.</summary>
internal static class DurableOptions
{
    /// <summary>The paths of the options that say <c>durable</c>; none where no store is needed.</summary>
    public static IEnumerable<string> PathsOf(SwitchboardOptions options)
    {
        foreach (var (name, space) in options.Namespaces)
        {
            if (space.Storage == StorageKind.Durable)
            {
                yield return $"namespaces.{name}.storage";
            }
        }

        if (options.Inbox.Storage == StorageKind.Durable)
        {
            yield return "inbox.storage";
        }

        if (options.Jobs.Storage == StorageKind.Durable)
        {
            yield return "jobs.storage";
        }

        if (options.Schedules.Storage == StorageKind.Durable)
        {
            yield return "schedules.storage";
        }

        if (options.Tickets.Storage == TicketStorage.Durable)
        {
            yield return "tickets.storage";
        }

        if (options.Security.Storage == StorageKind.Durable)
        {
            yield return "security.storage";
        }

        if (options.Outbox.Storage == StorageKind.Durable && options.EventTargets.Count > 0)
        {
            yield return "outbox.storage";
        }
    }
}
