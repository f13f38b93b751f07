using System.Data.Common;
using Dapper;
using Npgsql;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Outbox;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.PostgreSql;

/// <summary>A PostgreSQL database, which several nodes may share.</summary>
internal sealed class PostgreSqlDatabase : StoreDatabase
{
    // One node at a time changes the tables. "SWBD" in ASCII.
    private const long MigrationLock = 0x53574244;

    private static readonly SqlDialect _dialect = new(
        Identity: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        Text: "TEXT COLLATE \"C\"",
        Bytes: "BYTEA",
        Clustered: "",
        Updated: "WITH (fillfactor = 50)",
        ForUpdate: "FOR UPDATE",
        SkipLocked: "FOR UPDATE SKIP LOCKED",
        Among: "= ANY(*)",
        By: "",
        BeginSnapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _reading;
    private bool _isKnown;

    /// <summary>Makes it, without connecting yet.</summary>
    /// <exception cref="StoreFormatException">The connection string is malformed.</exception>
    public PostgreSqlDatabase(PostgreSqlStoreOptions options, TimeProvider time)
    {
        var connection = Read(options);
        _source = CreateSource(connection);
        _time = time;

        // One is the writer's. Who waits for a connection here does not take the database for away.
        _reading = new SemaphoreSlim(options.Connections - 1);
        Description = $"{connection.Host}:{connection.Port}/{connection.Database}";
    }

    /// <inheritdoc/>
    public override SqlDialect Dialect => _dialect;

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override async ValueTask<WriteSession> OpenWriterAsync(CancellationToken cancellationToken)
    {
        if (_isKnown)
        {
            // Sessions that were pooled keep what they had: a server that only reads, or one that is no longer the primary.
            _source.Clear();
        }

        var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync("SET synchronous_commit = on");
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, transaction);
            await Migrator.ApplyAsync(connection, transaction, _dialect, _isKnown, _time.GetUtcNow().ToUnixTimeMilliseconds());
            await transaction.CommitAsync(cancellationToken);
            _isKnown = true;
            return new PostgreSqlWriteSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await read(connection);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public override IInboxTables CreateInboxTables() => new PostgreSqlInboxTables();

    /// <inheritdoc/>
    public override IJobTables CreateJobTables() => new PostgreSqlJobTables();

    /// <inheritdoc/>
    public override IStreamTables CreateStreamTables() => new PostgreSqlStreamTables(new EntrySql(_dialect));

    /// <inheritdoc/>
    public override IOutboxTables CreateOutboxTables() => new PostgreSqlOutboxTables();

    /// <inheritdoc/>
    public override Task<IEnumerable<string>> FindDamageAsync(DbConnection connection) => Task.FromResult<IEnumerable<string>>([]);

    /// <inheritdoc/>
    public override async Task VacuumAsync(CancellationToken cancellationToken)
    {
        await using var session = await OpenWriterAsync(cancellationToken);
        await session.Connection.ExecuteAsync("VACUUM (ANALYZE) stream, publication, idempotency_key, inbox, inbox_message, schedule, call_result, job, audit_entry, outbox_event", commandTimeout: 0);
    }

    /// <inheritdoc/>
    public override StoreFailure Classify(Exception exception) => PostgreSqlErrors.Classify(exception);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _reading.Dispose();
    }

    private static NpgsqlDataSource CreateSource(NpgsqlConnectionStringBuilder connection)
    {
        // Everything is read in the order of an index, a page of it at most. Where statistics are missing, or are about other inboxes than
        // the largest, the planner would rather collect and sort a whole inbox.
        const string Settings = "SET enable_bitmapscan = off";
        var source = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        source.UsePhysicalConnectionInitializer(
            static opened =>
            {
                using var command = new NpgsqlCommand(Settings, opened);
                command.ExecuteNonQuery();
            },
            static async opened =>
            {
                await using var command = new NpgsqlCommand(Settings, opened);
                await command.ExecuteNonQueryAsync();
            });
        return source.Build();
    }

    private static NpgsqlConnectionStringBuilder Read(PostgreSqlStoreOptions options)
    {
        // Neither the text nor the driver's words about it are shown: a part of a password may be among them.
        var connection = TryParse(options.ConnectionString)
            ?? throw new StoreFormatException("The connection string of PostgreSQL is malformed. Write it like Host=db;Username=switchboard;Password=…;Database=switchboard.");
        connection.MaxPoolSize = options.Connections;
        connection.Timeout = options.TimeoutSeconds;
        connection.CommandTimeout = options.TimeoutSeconds;
        connection.MaxAutoPrepare = 40;
        connection.AutoPrepareMinUsages = 2;
        connection.ApplicationName = "switchboard";

        // What the initializer sets stays. Nothing here leaves anything else behind in a session.
        connection.NoResetOnClose = true;
        return connection;
    }

    private static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
