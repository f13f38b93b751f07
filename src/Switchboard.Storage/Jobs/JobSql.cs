using System.Data.Common;
using System.Globalization;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Jobs;

/// <summary>The statements on jobs that both databases understand.</summary>
internal sealed class JobSql(SqlDialect dialect)
{
    /// <summary>All columns, in the order in which they are read and written.</summary>
    public const string Columns =
        "id, owner, method, queue, revision, state, next_at, priority, attempt, is_untold, created_at, idempotency_key, body, outcome, expires_at";

    /// <summary>Jobs whose time has not come. The conditions are those of the indexes, which SQLite recognizes by their words.</summary>
    public const string IsWaiting = "state = 0";

    /// <summary>Jobs in their queues.</summary>
    public const string IsReady = "state = 1";

    /// <summary>Jobs that somebody decides about once their time has come.</summary>
    public const string IsOverdue = "(state IN (2, 3) OR is_untold = 1)";

    /// <summary>Jobs that fail once they expire.</summary>
    public const string IsExpiring = "state IN (0, 1) AND expires_at IS NOT NULL";

    /// <summary>Jobs that are forgotten once their time has come.</summary>
    public const string IsOver = "state >= 4 AND is_untold = 0";

    /// <summary>Jobs that count for the limit of their owner.</summary>
    public const string IsOpen = "state < 4";

    /// <summary>Every job.</summary>
    public const string All = $"SELECT {Columns} FROM job ORDER BY id";

    /// <summary>One job.</summary>
    public const string Find = $"SELECT {Columns} FROM job WHERE id = @id";

    /// <summary>The job of an owner and key.</summary>
    public const string FindByKey = $"SELECT {Columns} FROM job WHERE owner = @owner AND idempotency_key = @key";

    /// <summary>Takes a job from an export.</summary>
    public const string Add =
        $"""
        INSERT INTO job ({Columns})
        VALUES (@Id, @Owner, @Method, @Queue, @Revision, @State, @NextAt, @Priority, @Attempt, @IsUntold, @CreatedAt, @IdempotencyKey, @Body, @Outcome, @ExpiresAt)
        """;

    private readonly string _release = dialect.Translate(
        $$"""
        WITH due AS (SELECT id FROM job {by job_waiting} WHERE {{IsWaiting}} AND next_at <= @now ORDER BY next_at, id LIMIT @limit {skip locked})
        UPDATE job SET state = 1, revision = revision + 1 WHERE id IN (SELECT id FROM due) RETURNING queue
        """);

    private readonly string _forget = dialect.Translate(
        $$"""
        WITH due AS (SELECT id FROM job {by job_over} WHERE {{IsOver}} AND next_at <= @now ORDER BY next_at, id LIMIT @limit {skip locked})
        DELETE FROM job WHERE id IN (SELECT id FROM due)
        """);

    /// <summary>Jobs that have expired.</summary>
    public string ListExpired { get; } = dialect.Translate(
        $$"""SELECT {{Columns}} FROM job {by job_expiring} WHERE {{IsExpiring}} AND expires_at <= @now ORDER BY expires_at, id LIMIT @limit""");

    /// <summary>When there is next something to release, to decide about, or that expires; each where there is any.</summary>
    public string Next { get; } = dialect.Translate(
        $$"""
        SELECT * FROM (SELECT next_at FROM job {by job_waiting} WHERE {{IsWaiting}} ORDER BY next_at, id LIMIT 1) AS waiting
        UNION ALL
        SELECT * FROM (SELECT next_at FROM job {by job_overdue} WHERE {{IsOverdue}} ORDER BY next_at, id LIMIT 1) AS overdue
        UNION ALL
        SELECT * FROM (SELECT expires_at FROM job {by job_expiring} WHERE {{IsExpiring}} ORDER BY expires_at, id LIMIT 1) AS expiring
        """);

    /// <summary>Counts what is in queues.</summary>
    public string CountReady { get; } = dialect.Translate($$"""SELECT queue, COUNT(*) FROM job {by job_queue} WHERE {{IsReady}} GROUP BY queue""");

    /// <summary>Lists jobs backwards, each list in the order of an index. Owners and states have one together: from there the ids of each state come by themselves.</summary>
    public string List(JobQuery query)
    {
        var (index, conditions) = (query.Owner, query.Method, query.States.Count) switch
        {
            (not null, _, _) => ("{by job_owner}", "owner = @Owner AND "),
            (null, null, > 0) => ("{by job_state}", ""),
            _ => ("", ""),
        };
        conditions += query.Before is null ? "" : "id < @Before AND ";
        conditions += query.Method is null ? "" : "method = @Method AND ";
        if (index.Length == 0)
        {
            // The sign keeps SQLite from looking for another index.
            conditions += query.States.Count == 0 ? "1 = 1" : $"+state IN ({string.Join(", ", query.States.Select(NumberOf))})";
            index = query.Method is null ? "" : "{by job_method}";
            return dialect.Translate($"SELECT {Columns} FROM job {index} WHERE {conditions} ORDER BY id DESC LIMIT @Limit");
        }

        var states = query.States.Count > 0 ? query.States.Distinct() : Enum.GetValues<StoredJobState>();
        var parts = states.Select(NumberOf).Select(
            state => $"SELECT * FROM (SELECT id FROM job {index} WHERE {conditions}state = {state} ORDER BY id DESC LIMIT @Limit) AS state{state}");
        return dialect.Translate(
            $"SELECT {Columns} FROM job WHERE id IN (SELECT id FROM ({string.Join(" UNION ALL ", parts)}) AS found ORDER BY id DESC LIMIT @Limit) ORDER BY id DESC");
    }

    /// <summary>Moves jobs into their queues.</summary>
    public async ValueTask<JobRelease> ReleaseAsync(WriteSession session, long now, int limit)
    {
        var queues = await session.Connection.QueryRowsAsync<string>(_release, new { now, limit }, session.Transaction);
        return new JobRelease(queues.ToHashSet(StringComparer.Ordinal), queues.Count);
    }

    /// <summary>Forgets jobs.</summary>
    public async ValueTask<int> ForgetAsync(WriteSession session, long now, int limit)
        => await session.Connection.ExecuteAsync(_forget, new { now, limit }, session.Transaction);

    /// <summary>Reads the job of an owner and key.</summary>
    public static async ValueTask<StoredJob?> FindByKeyAsync(WriteSession session, string owner, string key)
    {
        await using var reader = await session.Connection.ExecuteReaderAsync(FindByKey, new { owner, key }, session.Transaction);
        return (await JobRow.ReadAllAsync(reader)).FirstOrDefault();
    }

    private static string NumberOf(StoredJobState state) => ((int)state).ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads rows of jobs.</summary>
internal static class JobRow
{
    /// <summary>Reads all rows that are left.</summary>
    public static async Task<List<StoredJob>> ReadAllAsync(DbDataReader reader)
    {
        var jobs = new List<StoredJob>();
        while (await reader.ReadAsync())
        {
            jobs.Add(Read(reader));
        }

        return jobs;
    }

    /// <summary>Reads the row where the reader stands.</summary>
    public static StoredJob Read(DbDataReader reader) => new(reader.GetString(0), reader.GetString(1), reader.GetString(2))
    {
        Queue = reader.GetString(3),
        Revision = reader.GetInt64(4),
        State = (StoredJobState)reader.GetInt64(5),
        NextAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)),
        Priority = (int)reader.GetInt64(7),
        Attempt = (int)reader.GetInt64(8),
        IsUntold = reader.GetInt64(9) != 0,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(10)),
        IdempotencyKey = reader.IsDBNull(11) ? null : reader.GetString(11),
        Body = reader.GetFieldValue<byte[]>(12),
        Outcome = reader.GetFieldValue<byte[]>(13),
        ExpiresAt = reader.IsDBNull(14) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(14)),
    };
}
