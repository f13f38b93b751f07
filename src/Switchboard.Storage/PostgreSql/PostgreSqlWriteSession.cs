using System.Data.Common;
using Npgsql;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.PostgreSql;

/// <summary>The connection that writes.</summary>
internal sealed class PostgreSqlWriteSession(NpgsqlConnection connection) : WriteSession
{
    private NpgsqlTransaction? _transaction;

    /// <inheritdoc/>
    public override DbConnection Connection => connection;

    /// <inheritdoc/>
    public override DbTransaction? Transaction => _transaction;

    /// <summary>The connection, with what only PostgreSQL has.</summary>
    public NpgsqlConnection Npgsql => connection;

    /// <inheritdoc/>
    public override async ValueTask BeginAsync(CancellationToken cancellationToken) => _transaction = await connection.BeginTransactionAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CommitAsync(cancellationToken);
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    /// <inheritdoc/>
    public override async ValueTask RollbackAsync()
    {
        if (_transaction is not { } transaction)
        {
            return;
        }

        _transaction = null;
        try
        {
            await transaction.DisposeAsync();
        }
        catch (Exception)
        {
            // The connection is lost, however it says so, and with it the transaction.
            return;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => connection.DisposeAsync();
}
