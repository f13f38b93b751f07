using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Switchboard.Configuration;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.TransactionalOutbox;

/// <summary>The application's database of a test.</summary>
internal abstract class OutboxTestDatabase
{
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>How its outbox is configured.</summary>
    public abstract TransactionalOutboxOptions Options { get; }

    /// <summary>What the names of its tables begin with.</summary>
    public abstract string Tables { get; }

    /// <summary>Opens a connection of the application's.</summary>
    public abstract Task<DbConnection> OpenAsync();

    /// <summary>Carries out a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Carries out work in a transaction, and commits it.</summary>
    public async Task CommitAsync(Func<DbTransaction, Task> work)
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await work(transaction);
        await transaction.CommitAsync(Cancelled);
    }

    /// <summary>How many rows the outbox has.</summary>
    public async Task<long> CountAsync()
    {
        await using var connection = await OpenAsync();
        return await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {Tables}outbox");
    }
}

/// <summary>A schema in PostgreSQL.</summary>
internal sealed class PostgreSqlOutboxDatabase(string connectionString) : OutboxTestDatabase
{
    private readonly string _schema = $"{new NpgsqlConnectionStringBuilder(connectionString).SearchPath}_outbox";

    public override TransactionalOutboxOptions Options => new() { Name = "app", ConnectionString = connectionString, Schema = _schema, Create = true };

    public override string Tables => $"{_schema}.";

    /// <summary>The schema of the application's own tables.</summary>
    public string Own => new NpgsqlConnectionStringBuilder(connectionString).SearchPath!;

    public static async Task<PostgreSqlOutboxDatabase> CreateAsync(PostgreSqlCluster cluster) => new(await cluster.CreateSchemaAsync());

    public override async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancelled);
        return connection;
    }
}

/// <summary>A SQLite file.</summary>
internal sealed class SqliteOutboxDatabase(string path) : OutboxTestDatabase
{
    public override TransactionalOutboxOptions Options => new() { Name = "app", Type = OutboxDatabase.Sqlite, Path = path, Create = true };

    public override string Tables => "switchboard_";

    public override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync(Cancelled);
        return connection;
    }
}
