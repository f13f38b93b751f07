using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Sqlite;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>An outbox in SQLite that is open. One transaction at a time writes to a file, so that ids rise in the order of commits.</summary>
/// <remarks>A backup that is restored into the file may bring lower ids. After a change, what is listed begins at the lowest id again, which costs little: rows that were answered are deleted.</remarks>
internal sealed class SqliteOutboxSession : OutboxSession
{
    // How often a file is asked whether it has changed: while a commit is to be expected, and else. It costs a look at the file's header.
    private static readonly TimeSpan _often = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _seldom = TimeSpan.FromMilliseconds(20);

    private readonly SqliteConnection _connection;
    private readonly FileStream _reading;
    private readonly TransactionalOutboxDefinition _definition;
    private readonly OutboxSql _sql;
    private readonly OutboxWriters _writers;
    private readonly TimeProvider _time;
    private readonly FileIdentity? _file;
    private long _last = long.MinValue;
    private long _version;
    private long _lookedAt;
    private long _beganAt;
    private bool _isMore = true;
    private bool _isChanged;

    public SqliteOutboxSession(SqliteConnection connection, FileStream reading, TransactionalOutboxDefinition definition, OutboxSql sql, OutboxWriters writers, TimeProvider time)
    {
        (_connection, _reading, _definition, _sql, _writers, _time) = (connection, reading, definition, sql, writers, time);
        _file = FileIdentity.Of(definition.Connection);
    }

    /// <summary>Ids as the statements take them.</summary>
    public static string JsonOf(IReadOnlyCollection<long> ids) => JsonSerializer.Serialize(ids);

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<ListedRow>> ListAsync(int limit, bool isIdle, CancellationToken cancellationToken)
    {
        var version = await VersionAsync();
        if (!_isMore && version == _version && _time.GetElapsedTime(_lookedAt) < _definition.PollInterval)
        {
            return [];
        }

        RequireFile();
        _isChanged |= version != _version;
        (_version, _lookedAt) = (version, _time.GetTimestamp());
        if (!_isMore && _isChanged && (isIdle || _time.GetElapsedTime(_beganAt) >= _definition.PollInterval))
        {
            (_last, _isChanged, _beganAt) = (long.MinValue, false, _lookedAt);
        }

        var rows = await _connection.QueryRowsAsync<Found>(
            $"""SELECT id AS "Id", {_sql.Bytes} AS "Bytes" FROM {_definition.Schema}_outbox WHERE id > @last ORDER BY id LIMIT @limit""", new { last = _last, limit });
        _isMore = rows.Count == limit;
        _last = rows is [.., var newest] ? newest.Id : _last;
        return [.. rows.Select(static row => new ListedRow(row.Id, row.Bytes))];
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StoredOutboxRow>> ReadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
        => await _connection.QueryRowsAsync<StoredOutboxRow>(
            _sql.Read("id", "CAST(* AS TEXT)", "CAST(data AS BLOB)"), new { ids = JsonOf(ids) });

    /// <inheritdoc/>
    public override async ValueTask RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) => await _connection.ExecuteAsync(_sql.Remove, new { ids = JsonOf(ids) });

    /// <inheritdoc/>
    public override async ValueTask<long> RefuseAsync(IReadOnlyList<RowRefusal> refusals, CancellationToken cancellationToken)
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);
        foreach (var (id, code, reason) in refusals)
        {
            await _connection.ExecuteAsync(
                $"""
                INSERT OR REPLACE INTO {_definition.Schema}_outbox_refused (id, created_at, action, channel, key, data, event, tags, idempotency_key, score, code, reason, refused_at)
                SELECT id, created_at, action, channel, key, data, event, tags, idempotency_key, score, @code, @reason, @now FROM {_definition.Schema}_outbox WHERE id = @id;
                DELETE FROM {_definition.Schema}_outbox WHERE id = @id
                """,
                new { id, code = (long)code, reason, now = _time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
        }

        await transaction.CommitAsync(cancellationToken);
        return await TrimAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<long> TrimAsync(CancellationToken cancellationToken)
        => await _connection.ExecuteAsync(_sql.Trim("-1"), new { before = (_time.GetUtcNow() - _definition.RefusedAge).ToUnixTimeMilliseconds(), most = _definition.MaxRefused });

    /// <inheritdoc/>
    public override async ValueTask WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < time && await VersionAsync() == _version)
        {
            await Task.Delay(_writers.AreBusy ? _often : _seldom, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _reading.DisposeAsync();
    }

    // Changes with each commit of others.
    private Task<long> VersionAsync() => _connection.ExecuteScalarAsync<long>("PRAGMA data_version");

    private void RequireFile()
    {
        if (FileIdentity.Of(_definition.Connection) != _file)
        {
            throw new StoreFailureException(StoreFailure.Missing, "the file was removed or replaced");
        }
    }

    private sealed record Found
    {
        public long Id { get; init; }

        public long Bytes { get; init; }
    }
}
