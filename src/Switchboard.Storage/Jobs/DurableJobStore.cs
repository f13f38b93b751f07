using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Jobs;

/// <summary>Jobs in a database.</summary>
internal sealed class DurableJobStore(IJobTables tables, SqlDialect dialect, CommitQueue commits, StoreReader reader, TimeProvider time) : IJobStore
{
    private readonly JobWriteHandler _handler = new(tables, time);
    private readonly JobSql _sql = new(dialect);

    /// <inheritdoc/>
    public async ValueTask<JobAdmission> AddAsync(StoredJob job, int maxJobs, CancellationToken cancellationToken)
    {
        StoreText.Check(job.Id, "id");
        StoreText.Check(job.Owner, "owner");
        StoreText.Check(job.Method, "method");
        StoreText.Check(job.Queue, "queue");
        StoreText.Check(job.IdempotencyKey, "idempotency_key");
        return await commits.SubmitAsync(new AddJobWrite(_handler, job, maxJobs), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        StoreText.Check(id, "id");
        return (await ReadAsync(JobSql.Find, new { id }, cancellationToken)).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredJob>> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        StoreText.Check(query.Owner, "owner");
        StoreText.Check(query.Method, "method");
        StoreText.Check(query.Before, "cursor");
        return await ReadAsync(_sql.List(query), new { query.Owner, query.Method, query.Before, query.Limit }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<JobRelease> ReleaseDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
        => SubmitAsync(session => _sql.ReleaseAsync(session, now.ToUnixTimeMilliseconds(), limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredJob>> TakeAsync(string queue, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        StoreText.Check(queue, "queue");
        return await SubmitAsync(session => tables.TakeAsync(session, queue, until.ToUnixTimeMilliseconds(), limit), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<bool>> ChangeAsync(IReadOnlyList<StoredJob> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            StoreText.Check(change.Id, "id");
            StoreText.Check(change.Queue, "queue");
        }

        return changes.Count == 0 ? [] : await commits.SubmitAsync(new ChangeJobsWrite(_handler, changes), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<JobReopening> ReopenAsync(StoredJob change, int maxJobs, CancellationToken cancellationToken)
    {
        StoreText.Check(change.Id, "id");
        StoreText.Check(change.Owner, "owner");
        StoreText.Check(change.Queue, "queue");
        return await commits.SubmitAsync(new ReopenJobWrite(_handler, change, maxJobs), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> RenewAsync(IReadOnlyList<JobLease> held, CancellationToken cancellationToken)
    {
        foreach (var lease in held)
        {
            StoreText.Check(lease.Id, "id");
        }

        return held.Count == 0 ? [] : await SubmitAsync(session => tables.RenewAsync(session, held), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredJob>> TakeOverdueAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken)
        => SubmitAsync(session => tables.TakeOverdueAsync(session, now.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(), limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredJob>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
        => await ReadAsync(_sql.ListExpired, new { now = now.ToUnixTimeMilliseconds(), limit }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> NextAsync(CancellationToken cancellationToken)
    {
        var times = await reader.ReadAsync(connection => connection.QueryRowsAsync<long>(_sql.Next), cancellationToken);
        return times.Count > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(times.Min()) : null;
    }

    /// <inheritdoc/>
    public ValueTask<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
        => SubmitAsync(session => _sql.ForgetAsync(session, now.ToUnixTimeMilliseconds(), limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, long>> CountReadyAsync(CancellationToken cancellationToken) => await reader.ReadAsync(
        async connection =>
        {
            var counts = new Dictionary<string, long>(StringComparer.Ordinal);
            await using var rows = await connection.ExecuteReaderAsync(_sql.CountReady);
            while (await rows.ReadAsync(cancellationToken))
            {
                counts.Add(rows.GetString(0), rows.GetInt64(1));
            }

            return counts;
        },
        cancellationToken);

    private ValueTask<List<StoredJob>> ReadAsync(string sql, object parameters, CancellationToken cancellationToken) => reader.ReadAsync(
        async connection =>
        {
            await using var rows = await connection.ExecuteReaderAsync(sql, parameters);
            return await JobRow.ReadAllAsync(rows);
        },
        cancellationToken);

    private async ValueTask<TResult> SubmitAsync<TResult>(Func<WriteSession, ValueTask<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new JobStep<TResult>(_handler, execute), cancellationToken);
}
