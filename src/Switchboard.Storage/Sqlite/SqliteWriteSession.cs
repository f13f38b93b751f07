using System.Data.Common;
using Microsoft.Data.Sqlite;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>The connection that writes, with its prepared statements.</summary>
/// <param name="connection">The connection.</param>
/// <param name="files">The files that it has opened.</param>
/// <param name="checkpointer">Copies what is committed. It ends with the session.</param>
internal sealed class SqliteWriteSession(SqliteConnection connection, SqliteFiles files, SqliteCheckpointer checkpointer) : WriteSession
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private bool _isInTransaction;

    /// <inheritdoc/>
    public override DbConnection Connection => connection;

    /// <summary>None: transactions are begun and ended by statements, which the driver's prepared statements then need not be told of.</summary>
    public override DbTransaction? Transaction => null;

    /// <summary>A statement that is parsed once.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(connection, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <inheritdoc/>
    public override ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        Execute("BEGIN IMMEDIATE");
        _isInTransaction = true;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask BeginPartAsync()
    {
        Execute("SAVEPOINT part");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask EndPartAsync()
    {
        Execute("RELEASE part");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask UndoPartAsync()
    {
        Execute("ROLLBACK TO part");
        Execute("RELEASE part");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Behind the commit it is known whether anybody will find again what was written.</remarks>
    public override ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Execute("COMMIT");
        _isInTransaction = false;
        files.Verify();
        checkpointer.Committed();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask RollbackAsync()
    {
        if (_isInTransaction)
        {
            _isInTransaction = false;
            try
            {
                Execute("ROLLBACK");
            }
            catch (SqliteException)
            {
                // SQLite has rolled back by itself, as it does when the disk is full.
                return ValueTask.CompletedTask;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // First: while it copies the log, nobody else can, and a log that cannot be copied is taken for lost.
        await checkpointer.DisposeAsync();
        if (!files.HasLog)
        {
            SaveLog();
        }

        files.IsOpen = false;
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        await connection.DisposeAsync();
    }

    private void Execute(string sql) => Statement(sql).Execute();

    // Somebody has removed the log, which this connection still has open: whatever is in it goes into the database file, or is lost.
    private void SaveLog()
    {
        try
        {
            var result = Statement("PRAGMA wal_checkpoint(FULL)");
            files.IsLogSaved = result.Step() && result.Int64(0) == 0 && result.Int64(1) == result.Int64(2);
            result.Reset();
        }
        catch (SqliteException)
        {
            files.IsLogSaved = false;
        }
    }
}
