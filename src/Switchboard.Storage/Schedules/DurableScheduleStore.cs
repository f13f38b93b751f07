using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Schedules;

/// <summary>Schedules in a database.</summary>
internal sealed class DurableScheduleStore(SqlDialect dialect, CommitQueue commits, StoreReader reader) : IScheduleStore
{
    // What a row takes beside its body, roughly.
    private const int Overhead = 256;

    private readonly StatementHandler _handler = new();
    private readonly ScheduleSql _sql = new(dialect);

    /// <inheritdoc/>
    public async ValueTask<ScheduleOutcome> PutAsync(StoredSchedule schedule, int maxSchedules, CancellationToken cancellationToken)
    {
        StoreText.Check(schedule.Owner, "user");
        StoreText.Check(schedule.Id, "id");
        return await SubmitAsync(schedule.Body.Length, session => ScheduleSql.PutAsync(session, schedule, maxSchedules), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<SchedulePage> ListAsync(string owner, string? cursor, int limit, CancellationToken cancellationToken)
    {
        StoreText.Check(owner, "user");
        StoreText.Check(cursor, "cursor");
        var start = ScheduleCursor.Parse(cursor);
        var wanted = new { owner, time = start.DueAtMilliseconds, id = start.Id, limit = limit + 1 };
        return ScheduleCursor.PageOf(
            await reader.ReadAsync(
                async connection =>
                {
                    await using var rows = await connection.ExecuteReaderAsync(ScheduleSql.List, wanted);
                    return await ScheduleRow.ReadAllAsync(rows);
                },
                cancellationToken),
            limit);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string owner, string id, CancellationToken cancellationToken)
    {
        StoreText.Check(owner, "user");
        StoreText.Check(id, "id");
        return await SubmitAsync(0, session => ScheduleSql.RemoveAsync(session, owner, id), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeasedSchedule>> LeaseDueAsync(ScheduleLease lease, int limit, CancellationToken cancellationToken)
        => SubmitAsync(0, session => _sql.TakeAsync(session, lease, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask FinishAsync(IReadOnlyCollection<LeasedSchedule> done, CancellationToken cancellationToken)
        => await SubmitAsync(0, session => ScheduleSql.FinishAsync(session, done), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeferAsync(LeasedSchedule taken, DateTimeOffset until, CancellationToken cancellationToken)
        => await SubmitAsync(0, session => ScheduleSql.DeferAsync(session, taken, until), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> NextAsync(ScheduleLease lease, CancellationToken cancellationToken)
    {
        var bounds = new { now = lease.Now.ToUnixTimeMilliseconds(), latest = lease.Latest.ToUnixTimeMilliseconds() };
        var next = await reader.ReadAsync(connection => connection.ExecuteScalarAsync<long?>(ScheduleSql.Next, bounds), cancellationToken);
        return next is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
    }

    private async ValueTask<TResult> SubmitAsync<TResult>(int bytes, Func<WriteSession, Task<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new StatementWrite<TResult>(_handler, bytes + Overhead, execute), cancellationToken);
}
