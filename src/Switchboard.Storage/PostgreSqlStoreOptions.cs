namespace Switchboard.Storage;

/// <summary>Where a PostgreSQL store lies, and how it is used.</summary>
public sealed class PostgreSqlStoreOptions : StoreOptions
{
    /// <summary>The connection string in Npgsql's form, such as <c>Host=db;Username=switchboard;Password=…;Database=switchboard</c>. The database must exist; its tables are made.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>How many connections there are at most, the writer's included. 10 by default.</summary>
    public int Connections { get; set; } = 10;
}
