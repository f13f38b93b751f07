using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Switchboard.Extensibility;
using Switchboard.Storage.Sqlite;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>An outbox in a SQLite file of the application that has the hub in it.</summary>
internal sealed class SqliteOutbox(TransactionalOutboxDefinition definition, TimeProvider time)
    : OutboxSource(definition, new OutboxSql($"{definition.Schema}_", "IN (SELECT value FROM json_each(@ids))", "octet_length"), time)
{
    // How long others' writes are waited for. Who waits keeps a thread.
    private const int BusySeconds = 1;

    private readonly TimeProvider _time = time;
    private readonly OutboxWriters _writers = new(time);

    /// <inheritdoc/>
    public override bool Takes(DbTransaction transaction) => transaction is SqliteTransaction;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(DbTransaction transaction, TransactionalOutboxRow row, CancellationToken cancellationToken)
    {
        using var command = ((SqliteTransaction)transaction).Connection!.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = $"""
            INSERT INTO {Definition.Schema}_outbox (action, channel, key, data, event, tags, idempotency_key, score)
            VALUES (@action, @target, @key, @data, @event, @tags, @idempotencyKey, @score)
            """;
        Add("@action", StoredOutboxRow.NameOf(row.Action));
        Add("@target", row.Target);
        Add("@key", row.Key);
        Add("@data", row.Data.IsEmpty ? null : row.Data.ToArray());
        Add("@event", row.Event);
        Add("@tags", OutboxTags.Write(row.Tags));
        Add("@idempotencyKey", row.IdempotencyKey);
        Add("@score", row.Score);
        command.ExecuteNonQuery();
        _writers.Wrote();
        return ValueTask.CompletedTask;

        void Add(string name, object? value) => command.Parameters.AddWithValue(name, value ?? DBNull.Value);
    }

    /// <inheritdoc/>
    public override async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var connection = Open(SqliteOpenMode.ReadWriteCreate);
        var version = await FindVersionAsync(connection);
        Check(version);
        if (version < OutboxScripts.Version)
        {
            await connection.ExecuteAsync(OutboxScripts.Sqlite(Definition.Schema));
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken) => ValueTask.FromResult<DbConnection>(Open(SqliteOpenMode.ReadWrite));

    /// <inheritdoc/>
    protected override async ValueTask<OutboxSession?> OpenAsync(CancellationToken cancellationToken)
    {
        // SQLite works on the thread that calls it: not on that which starts the host.
        await Task.Yield();
        if (Definition.Create)
        {
            await CreateAsync(cancellationToken);
        }

        var connection = Open(SqliteOpenMode.ReadWrite);
        try
        {
            var version = await FindVersionAsync(connection);
            Check(version > 0 ? version : throw Missing());

            // Another process that reads the outbox has this file open.
            if (SqliteFileLock.TryOpen($"{Definition.Connection}.{Definition.Schema}.lock") is { } reading)
            {
                return new SqliteOutboxSession(connection, reading, Definition, Sql, _writers, _time);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <inheritdoc/>
    protected override object IdsOf(IReadOnlyCollection<long> ids) => SqliteOutboxSession.JsonOf(ids);

    /// <inheritdoc/>
    protected override async Task<long> PutBackAsync(DbConnection connection, IReadOnlyCollection<long>? ids)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var given = new { ids = IdsOf(ids ?? []) };
        var count = await connection.ExecuteAsync(Sql.PutBack(Sql.Refused(ids is null)), given, transaction);
        await connection.ExecuteAsync(Sql.Drop(ids is null), given, transaction);
        await transaction.CommitAsync();
        return count;
    }

    /// <inheritdoc/>
    protected override string ProblemOf(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: 1 } when exception.Message.Contains("no such table", StringComparison.Ordinal) => Missing().Message,
        SqliteException { SqliteErrorCode: 5 or 6 } => "the file is locked by others",
        SqliteException { SqliteErrorCode: 14 } => "there is no such file, or it cannot be opened",
        SqliteException refusal => $"SQLite answers: {refusal.Message}",
        _ => exception.Message,
    };

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Definition.Connection, Mode = mode, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private StoreFormatException Missing()
        => new($"the file has no table {Definition.Schema}_outbox: {Making}");

    private async Task<long> FindVersionAsync(DbConnection connection)
        => await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @name", new { name = $"{Definition.Schema}_outbox_version" }) == 0
            ? 0
            : await connection.ExecuteScalarAsync<long>(Sql.Version);
}

/// <summary>Notes when this process wrote a row: the reader looks more often then, since nothing tells of a commit.</summary>
internal sealed class OutboxWriters(TimeProvider time)
{
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(5);

    private long _wroteAt;

    /// <summary>Whether a commit is to be expected.</summary>
    public bool AreBusy => Volatile.Read(ref _wroteAt) is > 0 and var at && time.GetElapsedTime(at) < _soon;

    /// <summary>A row was written; its transaction is open.</summary>
    public void Wrote() => Volatile.Write(ref _wroteAt, time.GetTimestamp());
}
