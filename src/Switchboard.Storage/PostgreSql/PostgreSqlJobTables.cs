using Dapper;
using Npgsql;
using NpgsqlTypes;
using Switchboard.Extensibility;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.PostgreSql;

/// <summary>The table of jobs in PostgreSQL: all rows of a kind in one statement.</summary>
internal sealed class PostgreSqlJobTables : IJobTables
{
    // The table goes from empty to large and back within minutes. A plan that was made while it was empty would read all of it, or sort a queue, each time.
    private const string Settings =
        "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_sort = off";

    private const string Count = $"SELECT owner, COUNT(*) FROM job WHERE owner = ANY($1) AND {JobSql.IsOpen} GROUP BY owner";

    private const string Insert =
        $"""
        INSERT INTO job ({JobSql.Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (owner, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING id
        """;

    private const string Change =
        """
        UPDATE job SET revision = job.revision + 1, queue = c.queue, state = c.state, next_at = c.next_at, priority = c.priority, attempt = c.attempt,
          is_untold = c.is_untold, outcome = c.outcome, expires_at = c.expires_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS c (id, revision, queue, state, next_at, priority, attempt, is_untold, outcome, expires_at)
        WHERE job.id = c.id AND job.revision = c.revision RETURNING job.id
        """;

    private const string Renew =
        """
        UPDATE job SET next_at = c.next_at FROM unnest($1, $2, $3) AS c (id, revision, next_at)
        WHERE job.id = c.id AND job.revision = c.revision AND job.state = 2 RETURNING job.id
        """;

    private static readonly string _columns = string.Join(", ", JobSql.Columns.Split(", ").Select(static column => $"job.{column}"));

    private static readonly string _take =
        $"""
        WITH due AS (SELECT id, next_at FROM job WHERE {JobSql.IsReady} AND queue = $1
          ORDER BY priority DESC, next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
        UPDATE job SET state = 2, attempt = job.attempt + 1, revision = job.revision + 1, next_at = $3
        FROM due WHERE job.id = due.id RETURNING {_columns}, due.next_at
        """;

    private static readonly string _takeOverdue =
        $"""
        WITH due AS (SELECT id, next_at FROM job WHERE {JobSql.IsOverdue} AND next_at <= $1 ORDER BY next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
        UPDATE job SET revision = job.revision + 1, next_at = $3
        FROM due WHERE job.id = due.id RETURNING {_columns}, due.next_at
        """;

    /// <inheritdoc/>
    public async ValueTask BeginAsync(WriteSession session) => await session.Connection.ExecuteAsync(Settings, transaction: session.Transaction);

    /// <inheritdoc/>
    public async ValueTask CountOpenAsync(WriteSession session, IReadOnlyCollection<string> owners, Dictionary<string, long> counts)
    {
        await using var command = CommandOf(session, Count);
        command.Parameters.AddColumn(NpgsqlDbType.Text, [.. owners], static owner => owner);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            counts[reader.GetString(0)] = reader.GetInt64(1);
        }
    }

    /// <inheritdoc/>
    public async ValueTask InsertAsync(WriteSession session, List<StoredJob> jobs, bool[] isNew)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        await using var command = CommandOf(session, Insert);
        command.Parameters.AddColumn(NpgsqlDbType.Text, jobs, static job => job.Id);
        command.Parameters.AddColumn(NpgsqlDbType.Text, jobs, static job => job.Owner);
        command.Parameters.AddColumn(NpgsqlDbType.Text, jobs, static job => job.Method);
        command.Parameters.AddColumn(NpgsqlDbType.Text, jobs, static job => job.Queue);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => job.Revision);
        AddProgress(command, jobs);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => job.CreatedAt.ToUnixTimeMilliseconds());
        command.Parameters.AddColumn(NpgsqlDbType.Text, jobs, static job => job.IdempotencyKey);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, jobs, static job => job.Body.AsArray());
        AddOutcome(command, jobs);
        var inserted = await ReadIdsAsync(command);
        for (var i = 0; i < jobs.Count; i++)
        {
            isNew[i] = inserted.Contains(jobs[i].Id);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ChangeAsync(WriteSession session, List<StoredJob> jobs, bool[] isChanged)
    {
        await using var command = CommandOf(session, Change);
        command.Parameters.AddColumn(NpgsqlDbType.Text, jobs, static job => job.Id);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => job.Revision);
        command.Parameters.AddColumn(NpgsqlDbType.Text, jobs, static job => job.Queue);
        AddProgress(command, jobs);
        AddOutcome(command, jobs);
        var changed = await ReadIdsAsync(command);
        for (var i = 0; i < jobs.Count; i++)
        {
            isChanged[i] = changed.Contains(jobs[i].Id);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> RenewAsync(WriteSession session, IReadOnlyList<JobLease> held)
    {
        List<JobLease> leases = [.. held];
        await using var command = CommandOf(session, Renew);
        command.Parameters.AddColumn(NpgsqlDbType.Text, leases, static lease => lease.Id);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, leases, static lease => lease.Revision);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, leases, static lease => lease.Until.ToUnixTimeMilliseconds());
        var renewed = await ReadIdsAsync(command);
        return [.. leases.Select(static lease => lease.Id).Where(id => !renewed.Contains(id))];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredJob>> TakeAsync(WriteSession session, string queue, long until, int limit)
    {
        await using var command = CommandOf(session, _take);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        AddBounds(command, limit, until);
        return
        [
            .. (await ReadAsync(command))
                .OrderByDescending(static row => row.Job.Priority)
                .ThenBy(static row => row.DueAt)
                .ThenBy(static row => row.Job.Id, StringComparer.Ordinal)
                .Select(static row => row.Job),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredJob>> TakeOverdueAsync(WriteSession session, long now, long until, int limit)
    {
        await using var command = CommandOf(session, _takeOverdue);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = now });
        AddBounds(command, limit, until);
        return
        [
            .. (await ReadAsync(command))
                .OrderBy(static row => row.DueAt)
                .ThenBy(static row => row.Job.Id, StringComparer.Ordinal)
                .Select(static row => row.Job),
        ];
    }

    private static NpgsqlCommand CommandOf(WriteSession session, string sql)
        => new(sql, (NpgsqlConnection)session.Connection, (NpgsqlTransaction?)session.Transaction);

    private static void AddProgress(NpgsqlCommand command, List<StoredJob> jobs)
    {
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => (long)job.State);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => job.NextAt.ToUnixTimeMilliseconds());
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => (long)job.Priority);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => (long)job.Attempt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => job.IsUntold ? 1L : 0L);
    }

    private static void AddOutcome(NpgsqlCommand command, List<StoredJob> jobs)
    {
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, jobs, static job => job.Outcome.AsArray());
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, jobs, static job => job.ExpiresAt?.ToUnixTimeMilliseconds());
    }

    private static void AddBounds(NpgsqlCommand command, int limit, long until)
    {
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = until });
    }

    private static async ValueTask<HashSet<string>> ReadIdsAsync(NpgsqlCommand command)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <summary>Reads jobs as they are now, each with when it was due.</summary>
    private static async ValueTask<List<(StoredJob Job, long DueAt)>> ReadAsync(NpgsqlCommand command)
    {
        var jobs = new List<(StoredJob Job, long DueAt)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            jobs.Add((JobRow.Read(reader), reader.GetInt64(reader.FieldCount - 1)));
        }

        return jobs;
    }
}
