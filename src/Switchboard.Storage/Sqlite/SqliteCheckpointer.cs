using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Switchboard.Storage.Sqlite;

/// <summary>Copies the write-ahead log into the file, now and then and beside the writer: a commit that did so itself would keep others waiting.</summary>
internal sealed class SqliteCheckpointer : IAsyncDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(250);

    private readonly Func<SqliteConnection> _open;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private volatile bool _hasCommits;

    /// <summary>Begins.</summary>
    /// <param name="open">Opens a connection that can write.</param>
    /// <param name="logger">Is told of failures.</param>
    public SqliteCheckpointer(Func<SqliteConnection> open, ILogger logger)
    {
        (_open, _logger) = (open, logger);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Copies as much as can be copied at present, without waiting for anybody.</summary>
    public static Task CopyAsync(SqliteConnection connection) => connection.ExecuteAsync("PRAGMA wal_checkpoint(PASSIVE)");

    /// <summary>There is something to copy.</summary>
    public void Committed() => _hasCommits = true;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        // Real time, whatever the store's clock says: nothing that is kept depends on it.
        using var timer = new PeriodicTimer(_period);
        SqliteConnection? connection = null;
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                connection = await TryCopyAsync(connection);
            }
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async ValueTask<SqliteConnection?> TryCopyAsync(SqliteConnection? connection)
    {
        if (!_hasCommits)
        {
            return connection;
        }

        _hasCommits = false;
        try
        {
            connection ??= _open();
            await CopyAsync(connection);
            return connection;
        }
        catch (Exception exception)
        {
            StoreLog.CheckpointFailed(_logger, exception);
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            return null;
        }
    }
}
