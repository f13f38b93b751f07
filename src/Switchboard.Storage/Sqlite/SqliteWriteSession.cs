using System.Data.Common;
using Microsoft.Data.Sqlite;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>The connection that writes, with its prepared statements.</summary>
internal sealed class SqliteWriteSession(SqliteConnection connection, Action committed) : WriteSession
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private bool _isInTransaction;

    /// <inheritdoc/>
    public override DbConnection Connection => connection;

    /// <summary>None: transactions are begun and ended by statements, which the driver's prepared statements then need not be told of.</summary>
    public override DbTransaction? Transaction => null;

    /// <summary>A statement that is parsed once. Its parameters are there, without values, under the names given.</summary>
    public SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        if (_prepared.TryGetValue(sql, out var command))
        {
            return command;
        }

        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter(name, null));
        }

        _prepared.Add(sql, command);
        return command;
    }

    /// <inheritdoc/>
    public override ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        Prepare("BEGIN IMMEDIATE").ExecuteNonQuery();
        _isInTransaction = true;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Prepare("COMMIT").ExecuteNonQuery();
        _isInTransaction = false;
        committed();
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
                Prepare("ROLLBACK").ExecuteNonQuery();
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
        foreach (var command in _prepared.Values)
        {
            await command.DisposeAsync();
        }

        await connection.DisposeAsync();
    }
}
