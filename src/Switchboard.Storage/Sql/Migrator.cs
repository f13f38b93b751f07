using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;

namespace Switchboard.Storage.Sql;

/// <summary>Brings the tables to the form that this program needs.</summary>
internal static class Migrator
{
    // Every table of the migrations.
    private static readonly string[] _tables =
        ["stream", "publication", "idempotency_key", "durable_namespace", "probe", "inbox", "inbox_message", "schedule", "call_result", "record", "ticket", "job", "audit_entry", "audit_chain", "outbox_event", "outbox_lease", "map_entry"];

    /// <summary>Applies what is missing. The caller holds a transaction, and a lock that keeps other nodes out.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">Its transaction, where the driver wants to be told.</param>
    /// <param name="dialect">The database's SQL.</param>
    /// <param name="isKnown">Whether this process has had the tables before: they are not made anew then.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    /// <exception cref="StoreFormatException">A newer program has written the store, or tables are missing.</exception>
    public static async Task ApplyAsync(DbConnection connection, DbTransaction? transaction, SqlDialect dialect, bool isKnown, long now)
    {
        await connection.ExecuteAsync(
            dialect.Translate("CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name {text} NOT NULL, applied_at BIGINT NOT NULL)"),
            transaction: transaction);
        var applied = await VersionAsync(connection, transaction);
        Check(applied);
        if (isKnown && applied == 0)
        {
            throw new StoreFormatException(
                "The tables of the store are gone since the server opened it. Put them back (a backup, or an export), or restart the server to begin with an empty store.");
        }

        foreach (var migration in Migration.All.Where(migration => migration.Number > applied))
        {
            await connection.ExecuteAsync(dialect.Translate(migration.Sql), transaction: transaction);
            await connection.ExecuteAsync(
                "INSERT INTO migration (number, name, applied_at) VALUES (@Number, @Name, @now)",
                new { migration.Number, migration.Name, now },
                transaction);
        }

        await RequireTablesAsync(connection, transaction);
    }

    /// <summary>Checks that the tables have the form that this program reads.</summary>
    /// <exception cref="StoreFormatException">They have another.</exception>
    public static async Task RequireCurrentAsync(DbConnection connection)
    {
        var applied = await VersionAsync(connection, transaction: null);
        Check(applied);
        if (applied < Migration.All[^1].Number)
        {
            throw new StoreFormatException($"The store has format {applied}, which is older than this version of Switchboard. Start the server once: it brings the store up to date.");
        }
    }

    /// <summary>The newest migration that was applied; 0 for none.</summary>
    public static Task<long> VersionAsync(DbConnection connection, DbTransaction? transaction)
        => connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(number), 0) FROM migration", transaction: transaction);

    private static async Task RequireTablesAsync(DbConnection connection, DbTransaction? transaction)
    {
        foreach (var table in _tables)
        {
            try
            {
                await connection.ExecuteAsync($"SELECT 1 FROM {table} WHERE 1 = 0", transaction: transaction);
            }
            catch (DbException exception) when (IsAboutTables(exception))
            {
                throw new StoreFormatException($"The store has lost its table {table}. Restore a backup, or import an export into an empty store.", exception);
            }
        }
    }

    // "No such table" is SQLite's general error; PostgreSQL has a code for it.
    private static bool IsAboutTables(DbException exception)
        => exception.SqlState == "42P01" || exception.Message.Contains("no such table", StringComparison.Ordinal);

    private static void Check(long applied)
    {
        var known = Migration.All[^1].Number;
        if (applied > known)
        {
            throw new StoreFormatException(
                $"The store has format {applied}; this version of Switchboard reads up to {known}. Run the version that wrote it, or a newer one.");
        }
    }
}

/// <summary>One step from an older form of the tables to a newer one.</summary>
/// <param name="Number">Its place in the order, from 1 and without gaps.</param>
/// <param name="Name">Its name, such as <c>0001-streams</c>.</param>
/// <param name="Sql">Its statements, before translation.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Prefix = "migrations/";

    /// <summary>Every migration that this program knows, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Read();

    private static List<Migration> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly, name)),
        ];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource[Prefix.Length..]);
        return new Migration(int.Parse(name[..name.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
