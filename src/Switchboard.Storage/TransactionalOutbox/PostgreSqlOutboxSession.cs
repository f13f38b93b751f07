using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>An outbox in PostgreSQL that is open: one connection, which holds the lock, listens, and reads.</summary>
/// <remarks>
/// What one look could see the next need not look at: it asks for rows whose transactions had not begun, or were open (<see cref="OutboxSnapshot"/>).
/// Rows that are removed stay in table and index for as long as any transaction is open that could still see them; a look that began at the lowest id
/// would read all of them again each time. So a look at everything, which finds what was restored without our trigger, comes seldom.
/// </remarks>
internal sealed class PostgreSqlOutboxSession : OutboxSession
{
    // One list of ids is in memory at a time.
    private const int WindowRows = 50_000;

    // To move a row of some gigabytes takes its time.
    private const int RefusalSeconds = 600;
    private const int LockClass = 0x53575842;

    // A look at everything comes after so many polls, or a minute, and takes a twentieth of the time at most.
    private const int PollsPerFullLook = 60;
    private const int TimesAFullLookTakes = 20;
    private static readonly TimeSpan _longestFullPeriod = TimeSpan.FromMinutes(1);

    private readonly NpgsqlConnection _connection;
    private readonly TransactionalOutboxDefinition _definition;
    private readonly OutboxSql _sql;
    private readonly string _tables;
    private readonly TimeProvider _time;
    private readonly Queue<ListedRow> _window = new();
    private OutboxSnapshot? _seen;
    private OutboxSnapshot? _looking;
    private long _last;
    private bool _isNotified = true;
    private long _lookedAt;
    private long _fullyLookedAt;
    private TimeSpan _fullPeriod;
    private TimeSpan _took;
    private bool _isFull;

    private PostgreSqlOutboxSession(NpgsqlConnection connection, TransactionalOutboxDefinition definition, OutboxSql sql, string tables, TimeProvider time)
    {
        (_connection, _definition, _sql, _tables, _time) = (connection, definition, sql, tables, time);
        _connection.Notification += (_, _) => _isNotified = true;
    }

    /// <summary>Takes the lock; null where another session has it.</summary>
    public static async ValueTask<OutboxSession?> TryOpenAsync(
        NpgsqlConnection connection, TransactionalOutboxDefinition definition, OutboxSql sql, string tables, TimeProvider time)
    {
        // The lock of a node whose machine is gone is free after 20 s.
        await connection.ExecuteAsync("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2");
        if (!await connection.ExecuteScalarAsync<bool>($"SELECT pg_try_advisory_lock({LockClass}, @key)", new { key = LockKeyOf(definition.Schema) }))
        {
            return null;
        }

        // Dead rows make every plan but that of an index slow. A removal that is lost with the server is repeated, and the key known.
        await connection.ExecuteAsync($"SET enable_seqscan = off; SET synchronous_commit = off; LISTEN \"{definition.Schema}_outbox\"");

        // Who may not do so would find out in the middle of the work.
        await connection.ExecuteAsync($"UPDATE {tables}outbox SET tx = tx WHERE false; DELETE FROM {tables}outbox WHERE false; DELETE FROM {tables}outbox_refused WHERE false");
        return new PostgreSqlOutboxSession(connection, definition, sql, tables, time);
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<ListedRow>> ListAsync(int limit, bool isIdle, CancellationToken cancellationToken)
    {
        if (_window.Count == 0 && (_looking is not null || _isNotified || _time.GetElapsedTime(_lookedAt) >= _definition.PollInterval))
        {
            await LookAsync();
        }

        var listed = new List<ListedRow>();
        while (listed.Count < limit && _window.TryDequeue(out var row))
        {
            listed.Add(row);
        }

        return listed;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StoredOutboxRow>> ReadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
        => await _connection.QueryRowsAsync<StoredOutboxRow>(_sql.Read("id", "*", "data"), new { ids = ids.ToArray() });

    /// <inheritdoc/>
    public override async ValueTask RemoveAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
        => await _connection.ExecuteAsync(_sql.Remove, new { ids = ids.ToArray() });

    /// <inheritdoc/>
    public override async ValueTask<long> RefuseAsync(IReadOnlyList<RowRefusal> refusals, CancellationToken cancellationToken)
    {
        await _connection.ExecuteAsync(
            $"""
            WITH why AS (SELECT * FROM unnest(@ids, @codes, @reasons) AS given (id, code, reason)),
                 moved AS (DELETE FROM {_tables}outbox AS o USING why WHERE o.id = why.id RETURNING o.*, why.code, why.reason)
            INSERT INTO {_tables}outbox_refused (id, created_at, action, channel, key, data, event, tags, idempotency_key, score, code, reason, refused_at)
            SELECT id, created_at, action, channel, key, data, event, tags, idempotency_key, score, code, reason, @now FROM moved
            ON CONFLICT (id) DO UPDATE SET created_at = EXCLUDED.created_at, action = EXCLUDED.action, channel = EXCLUDED.channel, key = EXCLUDED.key, data = EXCLUDED.data,
                event = EXCLUDED.event, tags = EXCLUDED.tags, idempotency_key = EXCLUDED.idempotency_key, score = EXCLUDED.score, code = EXCLUDED.code, reason = EXCLUDED.reason, refused_at = EXCLUDED.refused_at
            """,
            new
            {
                ids = refusals.Select(static refusal => refusal.Id).ToArray(),
                codes = refusals.Select(static refusal => (long)refusal.Code).ToArray(),
                reasons = refusals.Select(static refusal => refusal.Reason.Replace('\0', ' ')).ToArray(),
                now = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            commandTimeout: RefusalSeconds);
        return await TrimAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<long> TrimAsync(CancellationToken cancellationToken)
        => await _connection.ExecuteAsync(_sql.Trim("ALL"), new { before = (_time.GetUtcNow() - _definition.RefusedAge).ToUnixTimeMilliseconds(), most = _definition.MaxRefused });

    /// <inheritdoc/>
    public override async ValueTask WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (!_isNotified)
        {
            await _connection.WaitAsync(time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Lists the next rows of the present look, or begins one. A look is over when it has listed all that its snapshot sees.</summary>
    private async Task LookAsync()
    {
        if (_looking is null)
        {
            _isNotified = false;
            _lookedAt = _time.GetTimestamp();
            _last = long.MinValue;
            _took = TimeSpan.Zero;
            _isFull = _seen is null || _time.GetElapsedTime(_fullyLookedAt) >= _fullPeriod;
            if (_isFull)
            {
                await RepairAsync();
            }

            _looking = OutboxSnapshot.Parse((await _connection.ExecuteScalarAsync<string>("SELECT pg_current_snapshot()::text"))!);
        }

        var began = _time.GetTimestamp();

        // A sum keeps the planner from the index of ids, which has every dead row and looks cheap where the table was counted while it was empty.
        var (isNew, id) = _isFull ? ("", "id") : ("(tx >= CAST(@end AS xid8) OR tx = ANY(CAST(@open AS xid8[]))) AND ", "id + 0");
        var rows = await _connection.QueryRowsAsync<ListedRow>(
            $"""
            SELECT id AS "Id", CAST({_sql.Bytes} AS bigint) AS "Bytes" FROM {_tables}outbox
            WHERE {isNew}pg_visible_in_snapshot(tx, CAST(@now AS pg_snapshot)) AND {id} > @last ORDER BY {id} LIMIT {WindowRows.ToString(CultureInfo.InvariantCulture)}
            """,
            new { end = _seen?.End, open = _seen?.Open, now = _looking.Text, last = _last });
        _took += _time.GetElapsedTime(began);
        foreach (var row in rows)
        {
            _window.Enqueue(row);
            _last = row.Id;
        }

        if (rows.Count < WindowRows)
        {
            (_seen, _looking) = (_looking, null);
            if (_isFull)
            {
                _fullyLookedAt = _time.GetTimestamp();
                _fullPeriod = TimeSpan.FromTicks(Math.Max(Math.Min(_definition.PollInterval.Ticks * PollsPerFullLook, _longestFullPeriod.Ticks), _took.Ticks * TimesAFullLookTakes));
            }
        }
    }

    // Rows of another cluster, restored here, are of transactions that this one has yet to begin.
    private async Task RepairAsync() => await _connection.ExecuteAsync($"UPDATE {_tables}outbox SET tx = '3' WHERE tx >= pg_snapshot_xmax(pg_current_snapshot())");

    // Of the name, not of the table: a schema that was dropped and restored is the same outbox.
    private static int LockKeyOf(string schema) => BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(schema)));
}
