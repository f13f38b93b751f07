using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>What a file must be to be a store.</summary>
internal static class SqliteFormat
{
    // "SWBD" in ASCII, in the place that SQLite has for it.
    private const int ApplicationId = 0x53574244;

    /// <summary>Checks the file, and brings it to the form that this program needs.</summary>
    /// <param name="connection">A connection that writes.</param>
    /// <param name="dialect">SQLite's SQL.</param>
    /// <param name="isKnown">Whether this process has had the tables before.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    /// <exception cref="StoreFormatException">It is something else's, or a newer program's.</exception>
    public static async Task PrepareAsync(SqliteConnection connection, SqlDialect dialect, bool isKnown, long now)
    {
        await CheckAsync(connection);
        var mode = await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode = WAL");
        if (!string.Equals(mode, "wal", StringComparison.Ordinal))
        {
            throw new StoreFormatException($"The store {connection.DataSource} cannot have a write-ahead log where it lies (network file systems cannot). Put it on a local disk.");
        }

        await using var transaction = connection.BeginTransaction(deferred: false);
        await Migrator.ApplyAsync(connection, transaction, dialect, isKnown, now);
        await connection.ExecuteAsync($"PRAGMA application_id = {ApplicationId}", transaction: transaction);
        await transaction.CommitAsync();
    }

    /// <summary>Checks that the file is a store, or empty.</summary>
    public static async Task CheckAsync(DbConnection connection)
    {
        var id = await connection.ExecuteScalarAsync<long>("PRAGMA application_id");
        var isEmpty = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM sqlite_schema") == 0;
        if (id != ApplicationId && !isEmpty)
        {
            throw new StoreFormatException($"The file {connection.DataSource} is no store of Switchboard. Choose another path.");
        }
    }
}
