using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Outbox;
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
    private readonly ILogger _logger;
    private readonly SqliteIntegrityCheck _integrity;
    private SqliteReaderPool _readers;
    private SqliteFileLock? _fileLock;
    private SqliteFiles? _files;

    public SqliteDatabase(SqliteStoreOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _readers = CreateReaders();
        _integrity = new SqliteIntegrityCheck(options.Path, () => OpenBeside(SqliteOpenMode.ReadOnly), time);
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
            PrivateFiles.CreateFolder(folder);
        }

        var isKnown = _files is not null;
        if (isKnown)
        {
            _files!.RequireDatabase();
            await DropReadersAsync();
        }

        _fileLock ??= SqliteFileLock.Take(_options.Path);
        var connection = await PrepareAsync(isKnown);
        _files = new SqliteFiles(_options.Path);
        return new SqliteWriteSession(connection, _files, new SqliteCheckpointer(() => OpenBeside(SqliteOpenMode.ReadWrite), _logger));
    }

    /// <inheritdoc/>
    public override async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
        => await Volatile.Read(ref _readers).ReadAsync(read, cancellationToken);

    /// <inheritdoc/>
    public override Task VerifyAsync(CancellationToken cancellationToken)
    {
        _integrity.Run(cancellationToken);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override IInboxTables CreateInboxTables() => new SqliteInboxTables();

    /// <inheritdoc/>
    public override IJobTables CreateJobTables() => new SqliteJobTables();

    /// <inheritdoc/>
    public override IStreamTables CreateStreamTables() => new SqliteStreamTables(new EntrySql(_dialect));

    /// <inheritdoc/>
    public override IOutboxTables CreateOutboxTables() => new SqliteOutboxTables();

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
    /// <exception cref="IOException">There is such a file already.</exception>
    public async Task BackUpAsync(string target, CancellationToken cancellationToken)
    {
        // SQLite takes an empty file, and leaves its mode as it is.
        await PrivateFiles.Open(target, FileMode.CreateNew, FileAccess.Write).DisposeAsync();
        try
        {
            await ReadAsync(connection => connection.ExecuteAsync("VACUUM INTO @target", new { target }), cancellationToken);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    /// <inheritdoc/>
    public override StoreFailure Classify(Exception exception) => SqliteErrors.Classify(exception);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await CopyLogAsync();
        _fileLock?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task CheckFormatAsync(DbConnection connection)
    {
        await SqliteFormat.CheckAsync(connection);
        await base.CheckFormatAsync(connection);
    }

    private SqliteReaderPool CreateReaders() => new(_options.Readers, () => OpenBeside(SqliteOpenMode.ReadOnly));

    /// <summary>Closes the readers: where a log was removed, the connections that have it open would read what was in it in place of what is in the next one.</summary>
    private ValueTask DropReadersAsync() => Interlocked.Exchange(ref _readers, CreateReaders()).DisposeAsync();

    /// <summary>Brings the file up to date, so that it is a whole store by itself: SQLite does so only where the last to close may write.</summary>
    private async ValueTask CopyLogAsync()
    {
        if (_files is null || !File.Exists(_files.LogPath))
        {
            return;
        }

        try
        {
            // The last to close, it removes the log, too.
            await using var connection = OpenBeside(SqliteOpenMode.ReadWrite);
            await SqliteCheckpointer.CopyAsync(connection);
        }
        catch (Exception exception) when (exception is SqliteException or StoreFailureException)
        {
            StoreLog.CheckpointFailed(_logger, exception);
        }
    }

    private async ValueTask<SqliteConnection> PrepareAsync(bool isKnown)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Open(isKnown ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate);
            await SqliteFormat.PrepareAsync(connection, _dialect, isKnown, _time.GetUtcNow().ToUnixTimeMilliseconds());
            await connection.ExecuteAsync($"PRAGMA wal_autocheckpoint = {JournalPages}");
            return connection;
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (Classify(exception) == StoreFailure.Damaged)
            {
                throw new StoreFormatException(
                    $"The file {_options.Path} is no SQLite database, or is damaged. Choose another path, or restore a backup.", exception);
            }

            throw;
        }
    }

    /// <summary>Opens a connection beside the writer's.</summary>
    private SqliteConnection OpenBeside(SqliteOpenMode mode)
    {
        _files?.Verify();
        return Open(mode);
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
