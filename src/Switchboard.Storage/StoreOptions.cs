namespace Switchboard.Storage;

/// <summary>What a durable store of any kind can be told.</summary>
public abstract class StoreOptions
{
    /// <summary>How many writes may wait for a commit. Further ones are refused with error 111. 10,000 by default.</summary>
    public int QueuedWrites { get; set; } = 10_000;

    /// <summary>How many bytes of writes may wait for a commit. Further ones are refused with error 111. 64 MiB by default.</summary>
    public long QueuedBytes { get; set; } = 67_108_864;

    /// <summary>How many writes share a commit at most. 1,000 by default.</summary>
    public int GroupWrites { get; set; } = 1_000;

    /// <summary>Seconds that a statement waits for a lock or an answer before the database counts as away. 5 by default.</summary>
    public int TimeoutSeconds { get; set; } = 5;

    /// <summary>The time between attempts to get back a database that is away. One second by default.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The time between looks for what retention has given up. Five seconds by default.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Where a SQLite store lies, and how it is used.</summary>
public sealed class SqliteStoreOptions : StoreOptions
{
    /// <summary>The file; it is made with its folder where there is none. Beside it lie <c>-wal</c>, <c>-shm</c> and <c>.lock</c>. Must be on a local disk.</summary>
    public string Path { get; set; } = "data/switchboard.db";

    /// <summary>How many connections read at once. 2 by default.</summary>
    public int Readers { get; set; } = 2;

    /// <summary>Kilobytes of the file that each connection keeps in memory. 16,384 by default.</summary>
    public int CacheKilobytes { get; set; } = 16_384;
}

/// <summary>Where a PostgreSQL store lies, and how it is used.</summary>
public sealed class PostgreSqlStoreOptions : StoreOptions
{
    /// <summary>The connection string in Npgsql's form, such as <c>Host=db;Username=switchboard;Password=…;Database=switchboard</c>. The database must exist; its tables are made.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>How many connections there are at most, the writer's included. 10 by default.</summary>
    public int Connections { get; set; } = 10;
}
