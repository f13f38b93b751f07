using System.Data.Common;
using Npgsql;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.PostgreSql;

/// <summary>The connection that writes.</summary>
internal sealed class PostgreSqlWriteSession(NpgsqlConnection connection) : WriteSession
{
    private const string Part = "part";

    private NpgsqlTransaction? _transaction;
    private bool _isCommitted;

    /// <inheritdoc/>
    public override DbConnection Connection => connection;

    /// <inheritdoc/>
    public override DbTransaction? Transaction => _transaction;

    /// <inheritdoc/>
    public override async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        _isCommitted = false;
        _transaction = await connection.BeginTransactionAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask BeginPartAsync() => await _transaction!.SaveAsync(Part);

    /// <inheritdoc/>
    public override async ValueTask EndPartAsync() => await _transaction!.ReleaseAsync(Part);

    /// <inheritdoc/>
    public override async ValueTask UndoPartAsync()
    {
        await _transaction!.RollbackAsync(Part);
        await _transaction.ReleaseAsync(Part);
    }

    /// <summary>Executes statements in one round trip; where they are the transaction's last, its commit goes with them.</summary>
    /// <remarks>A statement that fails takes those behind it along, and so the commit: one round trip less puts nothing at risk.</remarks>
    public async ValueTask ExecuteAsync(NpgsqlBatch batch)
    {
        batch.Connection = connection;
        if (IsEnding)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        _isCommitted = IsEnding;
    }

    /// <inheritdoc/>
    public override async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (!_isCommitted)
        {
            await _transaction!.CommitAsync(cancellationToken);
        }

        await _transaction!.DisposeAsync();
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
