using Switchboard.Extensibility;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>The table of jobs in SQLite: one statement a row, since there is no round trip to save.</summary>
internal sealed class SqliteJobTables : IJobTables
{
    // Behind the columns of a job.
    private const int RowId = 15;

    private const string Count = $"SELECT COUNT(*) FROM job INDEXED BY job_owner WHERE owner = ? AND {JobSql.IsOpen}";

    private const string Insert =
        $"INSERT INTO job ({JobSql.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING";

    private const string Change =
        """
        UPDATE job SET revision = revision + 1, queue = ?, state = ?, next_at = ?, priority = ?, attempt = ?, is_untold = ?, outcome = ?, expires_at = ?
        WHERE id = ? AND revision = ?
        """;

    private const string Renew = "UPDATE job SET next_at = ? WHERE id = ? AND revision = ? AND state = 2";

    private const string FindReady =
        $"SELECT {JobSql.Columns}, rowid FROM job INDEXED BY job_ready WHERE {JobSql.IsReady} AND queue = ? ORDER BY priority DESC, next_at, id LIMIT ?";

    private const string Take = "UPDATE job SET state = 2, attempt = attempt + 1, revision = revision + 1, next_at = ? WHERE rowid = ?";

    private const string FindOverdue =
        $"SELECT {JobSql.Columns}, rowid FROM job INDEXED BY job_overdue WHERE {JobSql.IsOverdue} AND next_at <= ? ORDER BY next_at, id LIMIT ?";

    private const string TakeOverdue = "UPDATE job SET revision = revision + 1, next_at = ? WHERE rowid = ?";

    /// <inheritdoc/>
    public ValueTask BeginAsync(WriteSession session) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask CountOpenAsync(WriteSession session, IReadOnlyCollection<string> owners, Dictionary<string, long> counts)
    {
        var statement = StatementOf(session, Count);
        foreach (var owner in owners)
        {
            statement.Bind(1, owner);
            statement.Step();
            counts[owner] = statement.Int64(0);
            statement.Reset();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask InsertAsync(WriteSession session, List<StoredJob> jobs, bool[] isNew)
    {
        var statement = StatementOf(session, Insert);
        for (var i = 0; i < jobs.Count; i++)
        {
            Bind(statement, jobs[i]);
            isNew[i] = statement.Execute() > 0;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ChangeAsync(WriteSession session, List<StoredJob> jobs, bool[] isChanged)
    {
        var statement = StatementOf(session, Change);
        for (var i = 0; i < jobs.Count; i++)
        {
            var job = jobs[i];
            statement.Bind(1, job.Queue);
            statement.Bind(2, (long)job.State);
            statement.Bind(3, job.NextAt.ToUnixTimeMilliseconds());
            statement.Bind(4, job.Priority);
            statement.Bind(5, job.Attempt);
            statement.Bind(6, job.IsUntold ? 1 : 0);
            statement.Bind(7, job.Outcome.Span);
            statement.BindNullable(8, job.ExpiresAt?.ToUnixTimeMilliseconds());
            statement.Bind(9, job.Id);
            statement.Bind(10, job.Revision);
            isChanged[i] = statement.Execute() > 0;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RenewAsync(WriteSession session, IReadOnlyList<JobLease> held)
    {
        var lost = new List<string>();
        var statement = StatementOf(session, Renew);
        foreach (var lease in held)
        {
            statement.Bind(1, lease.Until.ToUnixTimeMilliseconds());
            statement.Bind(2, lease.Id);
            statement.Bind(3, lease.Revision);
            if (statement.Execute() == 0)
            {
                lost.Add(lease.Id);
            }
        }

        return ValueTask.FromResult<IReadOnlyList<string>>(lost);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJob>> TakeAsync(WriteSession session, string queue, long until, int limit)
    {
        var found = StatementOf(session, FindReady);
        found.Bind(1, queue);
        found.Bind(2, limit);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(until);
        var taken = Update(StatementOf(session, Take), Read(found), until);
        return ValueTask.FromResult<IReadOnlyList<StoredJob>>(
            taken.ConvertAll(job => job with { State = StoredJobState.Running, Attempt = job.Attempt + 1, Revision = job.Revision + 1, NextAt = end }));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJob>> TakeOverdueAsync(WriteSession session, long now, long until, int limit)
    {
        var found = StatementOf(session, FindOverdue);
        found.Bind(1, now);
        found.Bind(2, limit);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(until);
        var taken = Update(StatementOf(session, TakeOverdue), Read(found), until);
        return ValueTask.FromResult<IReadOnlyList<StoredJob>>(taken.ConvertAll(job => job with { Revision = job.Revision + 1, NextAt = end }));
    }

    private static SqliteStatement StatementOf(WriteSession session, string sql) => ((SqliteWriteSession)session).Statement(sql);

    /// <summary>Reads all rows: only then may the index change that they were found by.</summary>
    private static List<(StoredJob Job, long RowId)> Read(SqliteStatement statement)
    {
        var jobs = new List<(StoredJob Job, long RowId)>();
        try
        {
            while (statement.Step())
            {
                jobs.Add((ReadJob(statement), statement.Int64(RowId)));
            }
        }
        finally
        {
            statement.Reset();
        }

        return jobs;
    }

    private static List<StoredJob> Update(SqliteStatement statement, List<(StoredJob Job, long RowId)> found, long until)
    {
        foreach (var (_, id) in found)
        {
            statement.Bind(1, until);
            statement.Bind(2, id);
            statement.Execute();
        }

        return found.ConvertAll(static row => row.Job);
    }

    private static void Bind(SqliteStatement statement, StoredJob job)
    {
        statement.Bind(1, job.Id);
        statement.Bind(2, job.Owner);
        statement.Bind(3, job.Method);
        statement.Bind(4, job.Queue);
        statement.Bind(5, job.Revision);
        statement.Bind(6, (long)job.State);
        statement.Bind(7, job.NextAt.ToUnixTimeMilliseconds());
        statement.Bind(8, job.Priority);
        statement.Bind(9, job.Attempt);
        statement.Bind(10, job.IsUntold ? 1 : 0);
        statement.Bind(11, job.CreatedAt.ToUnixTimeMilliseconds());
        statement.BindNullable(12, job.IdempotencyKey);
        statement.Bind(13, job.Body.Span);
        statement.Bind(14, job.Outcome.Span);
        statement.BindNullable(15, job.ExpiresAt?.ToUnixTimeMilliseconds());
    }

    private static StoredJob ReadJob(SqliteStatement statement) => new(statement.Text(0), statement.Text(1), statement.Text(2))
    {
        Queue = statement.Text(3),
        Revision = statement.Int64(4),
        State = (StoredJobState)statement.Int64(5),
        NextAt = DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(6)),
        Priority = (int)statement.Int64(7),
        Attempt = (int)statement.Int64(8),
        IsUntold = statement.Int64(9) != 0,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(10)),
        IdempotencyKey = statement.NullableText(11),
        Body = statement.Bytes(12),
        Outcome = statement.Bytes(13),
        ExpiresAt = statement.NullableInt64(14) is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
    };
}
