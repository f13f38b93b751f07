using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>Looks through the database file for damage, beside readers and the writer, when the file has changed. It reads the file anew: what the other connections have in memory hides what is on the disk.</summary>
/// <param name="path">The file.</param>
/// <param name="open">Opens a connection that reads.</param>
/// <param name="time">The time.</param>
internal sealed class SqliteIntegrityCheck(string path, Func<SqliteConnection> open, TimeProvider time)
{
    // A long read keeps the write-ahead log from being cut back. A file that takes longer is for 'switchboard store check'.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    // It takes one part of so many of the time.
    private const int Share = 100;

    private DateTime _changedAt;
    private DateTimeOffset _endedAt;
    private TimeSpan _took;

    /// <summary>Looks, if it is time to.</summary>
    /// <exception cref="StoreFailureException">There is damage.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        var changedAt = File.GetLastWriteTimeUtc(path);
        var startedAt = time.GetUtcNow();
        if (changedAt == _changedAt || (startedAt >= _endedAt && startedAt - _endedAt < _took * (Share - 1)))
        {
            return;
        }

        try
        {
            Look(cancellationToken);
            _changedAt = changedAt;
        }
        finally
        {
            _endedAt = time.GetUtcNow();
            _took = _endedAt - startedAt;
        }
    }

    private void Look(CancellationToken cancellationToken)
    {
        using var connection = open();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupting = enough.Token.Register(() => raw.sqlite3_interrupt(connection.Handle));
        enough.CancelAfter(_limit);
        try
        {
            connection.Execute("SELECT COUNT(*) FROM migration");
            if (connection.QueryFirst<string>("PRAGMA quick_check(1)") is not "ok" and var found)
            {
                throw new StoreFailureException(StoreFailure.Damaged, $"SQLite says of the file {path}: {found}");
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            return;
        }
        catch (SqliteException exception) when (SqliteErrors.Classify(exception) == StoreFailure.Missing)
        {
            throw new StoreFailureException(StoreFailure.Damaged, $"The file {path} has lost its tables.", exception);
        }
    }
}
