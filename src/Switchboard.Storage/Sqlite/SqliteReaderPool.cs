using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Switchboard.Storage.Sqlite;

/// <summary>A few connections that read. SQLite reads on the caller's thread, and the hub's threads must not wait: each connection has a loop of its own.</summary>
internal sealed class SqliteReaderPool : IAsyncDisposable
{
    private readonly Channel<Func<Func<SqliteConnection>, Task<bool>>> _waiting = Channel.CreateUnbounded<Func<Func<SqliteConnection>, Task<bool>>>();
    private readonly Func<SqliteConnection> _open;
    private readonly Task[] _loops;

    /// <summary>Begins to read.</summary>
    /// <param name="count">How many connections.</param>
    /// <param name="open">Opens one.</param>
    public SqliteReaderPool(int count, Func<SqliteConnection> open)
    {
        _open = open;
        _loops = [.. Enumerable.Range(0, count).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Reads as soon as a connection is free.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = _waiting.Writer.TryWrite(async connect =>
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                completion.TrySetResult(await read(connect()));
                return true;
            }
            catch (Exception exception)
            {
                completion.TrySetException(exception);
                return false;
            }
        });
        ObjectDisposedException.ThrowIf(!isTaken, this);
        return completion.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_loops);
    }

    private async Task RunAsync()
    {
        SqliteConnection? connection = null;
        await foreach (var read in _waiting.Reader.ReadAllAsync())
        {
            if (!await read(() => connection ??= _open()))
            {
                // Whatever failed, the next one begins with a connection that is known to work.
                await CloseAsync(connection);
                connection = null;
            }
        }

        await CloseAsync(connection);
    }

    // One that is broken may fail to close, too, which must not end the loop.
    private static async ValueTask CloseAsync(SqliteConnection? connection)
    {
        try
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
        catch (SqliteException)
        {
            return;
        }
    }
}
