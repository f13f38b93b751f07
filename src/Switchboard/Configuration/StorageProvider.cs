namespace Switchboard.Configuration;

/// <summary>What the stand-alone server keeps durable namespaces in.</summary>
public enum StorageProvider
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database.</summary>
    PostgreSql,
}
