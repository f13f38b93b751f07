using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Sqlite;

/// <summary>A SQLite file, with its write-ahead log beside it. One process at a time writes to it.</summary>
internal sealed class SqliteDatabase : StoreDatabase
{
    private static readonly SqlDialect _dialect = new(
        Identity: "INTEGER PRIMARY KEY", Text: "TEXT", Bytes: "BLOB", Clustered: "WITHOUT ROWID", Updated: "", ForUpdate: "", SkipLocked: "", Among: "IN *", By: "INDEXED BY ${index}", BeginSnapshot: "BEGIN TRANSACTION");

    // What the write-ahead log is cut back to once it was copied into the file; from this size on, the writer copies it itself.
    private const int JournalBytes = JournalPages * 4096;
    private const int JournalPages = 16_384;

    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly SqliteReaderPool _readers;
    private readonly ILogger _logger;
    private SqliteFileLock? _fileLock;
    private SqliteCheckpointer? _checkpointer;

    public SqliteDatabase(SqliteStoreOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _readers = new SqliteReaderPool(options.Readers, () => Open(SqliteOpenMode.ReadOnly));
    }

    /// <inheritdoc/>
    public override SqlDialect Dialect => _dialect;

    /// <inheritdoc/>
    public override string Description => _options.Path;

    /// <inheritdoc/>
    public override async ValueTask<WriteSession> OpenWriterAsync(CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(_options.Path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _fileLock ??= SqliteFileLock.Take(_options.Path);
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            await SqliteFormat.PrepareAsync(connection, _dialect, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.ExecuteAsync($"PRAGMA wal_autocheckpoint = {JournalPages}");
        _checkpointer ??= new SqliteCheckpointer(() => Open(SqliteOpenMode.ReadWrite), _logger);
        return new SqliteWriteSession(connection, _checkpointer.Committed);
    }

    /// <inheritdoc/>
    public override async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
        => await _readers.ReadAsync(read, cancellationToken);

    /// <inheritdoc/>
    public override IStreamTables CreateStreamTables() => new SqliteStreamTables();

    /// <inheritdoc/>
    public override async Task<IEnumerable<string>> FindDamageAsync(DbConnection connection)
        => (await connection.QueryRowsAsync<string>("PRAGMA integrity_check")).Where(static line => line is not "ok");

    /// <inheritdoc/>
    public override async Task VacuumAsync(CancellationToken cancellationToken)
    {
        await using var session = await OpenWriterAsync(cancellationToken);
        await session.Connection.ExecuteAsync("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Copies the store into a new file, as it is at one moment. The server may run meanwhile.</summary>
    public async Task BackUpAsync(string target, CancellationToken cancellationToken)
        => await ReadAsync(connection => connection.ExecuteAsync("VACUUM INTO @target", new { target }), cancellationToken);

    /// <inheritdoc/>
    public override bool IsUnavailable(Exception exception) => SqliteErrors.IsUnavailable(exception);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_checkpointer is not null)
        {
            await _checkpointer.DisposeAsync();
        }

        await _readers.DisposeAsync();
        _fileLock?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task CheckFormatAsync(DbConnection connection)
    {
        await SqliteFormat.CheckAsync(connection);
        await base.CheckFormatAsync(connection);
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _options.Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = _options.TimeoutSeconds,
        }.ToString());
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {_options.TimeoutSeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {JournalBytes}; PRAGMA cache_size = -{_options.CacheKilobytes}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
