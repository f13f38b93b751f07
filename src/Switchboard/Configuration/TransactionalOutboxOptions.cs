using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>An outbox table in an application's database, whose rows the hub publishes once their transactions are committed. Needs a restart.</summary>
public sealed class TransactionalOutboxOptions
{
    /// <summary>What the outbox is called in logs, metrics and commands, and what its keys begin with: letters, digits, '_', '.' and '-'.</summary>
    public string Name { get; set; } = "";

    /// <summary>The kind of database.</summary>
    public OutboxDatabase Type { get; set; } = OutboxDatabase.PostgreSql;

    /// <summary>PostgreSQL: the connection string of the application's database, such as <c>Host=db;Username=switchboard;Password=…;Database=shop</c>. Better kept in the environment, or in a file.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>PostgreSQL: a file whose text is the connection string. Read at the start.</summary>
    public string ConnectionStringFile { get; set; } = "";

    /// <summary>SQLite: the application's file, on a local disk.</summary>
    public string Path { get; set; } = "";

    /// <summary>PostgreSQL: the schema of the outbox's tables and functions. SQLite: what the names of its tables begin with. Letters, digits and '_', no digit at the beginning; not the schema <c>public</c>, nor one of the database's own.</summary>
    public string Schema { get; set; } = "switchboard";

    /// <summary>Whether the tables are made, and brought up to date, when the outbox is opened. Otherwise <c>switchboard outbox create</c> does it.</summary>
    public bool Create { get; set; }

    /// <summary>Milliseconds after which the table is looked at without a notification: what a lost notification costs at most, and how often a node looks whether it may take over.</summary>
    [Range(10, 3_600_000)]
    public int PollMilliseconds { get; set; } = 1_000;

    /// <summary>The most rows that are under way at once.</summary>
    [Range(1, 100_000)]
    public int BatchRows { get; set; } = 1_000;

    /// <summary>The most bytes of rows that are under way at once; one row may be larger.</summary>
    [Range(1_024, 1_073_741_824)]
    public int BatchBytes { get; set; } = 8_388_608;

    /// <summary>The largest row, in bytes of payload, tags and names. A larger one is refused.</summary>
    [Range(1, 536_870_912)]
    public int MaxBytes { get; set; } = 1_048_576;

    /// <summary>Seconds for which the keys of rows are remembered in durable channels and inboxes: a row that comes again after a crash has no effect. Others remember for <c>publishing.idempotencyWindowSeconds</c>.</summary>
    [Range(1, 31_536_000)]
    public int IdWindowSeconds { get; set; } = 86_400;

    /// <summary>The most refused rows that are kept aside; the oldest are dropped.</summary>
    [Range(1, 10_000_000)]
    public int MaxRefused { get; set; } = 10_000;

    /// <summary>Seconds for which refused rows are kept aside.</summary>
    [Range(1, 315_360_000)]
    public int RefusedAgeSeconds { get; set; } = 2_592_000;
}

/// <summary>Kinds of databases that have an outbox.</summary>
public enum OutboxDatabase
{
    /// <summary>PostgreSQL, version 13 or newer.</summary>
    PostgreSql,

    /// <summary>A SQLite file of the application that has the hub in it.</summary>
    Sqlite,
}
