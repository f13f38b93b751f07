using System.Data.Common;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Schedules;

/// <summary>Schedules in a database.</summary>
internal sealed class DurableScheduleStore(StoreDatabase database, CommitQueue commits, StoreHealth health) : IScheduleStore
{
    private readonly ScheduleWriter _writer = new();
    private readonly ScheduleSql _sql = new(database.Dialect);

    /// <inheritdoc/>
    public ValueTask<ScheduleOutcome> PutAsync(StoredSchedule schedule, int maxSchedules, CancellationToken cancellationToken)
        => SubmitAsync(schedule.Body.Length, session => ScheduleSql.PutAsync(session, schedule, maxSchedules), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<SchedulePage> ListAsync(string owner, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var start = ScheduleCursor.Parse(cursor);
        var wanted = new { owner, time = start.DueAtMilliseconds, id = start.Id, limit = limit + 1 };
        return ScheduleCursor.PageOf(
            await ReadAsync(
                async connection =>
                {
                    await using var reader = await connection.ExecuteReaderAsync(ScheduleSql.List, wanted);
                    return await ScheduleRow.ReadAllAsync(reader);
                },
                cancellationToken),
            limit);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string owner, string id, CancellationToken cancellationToken)
        => SubmitAsync(0, session => ScheduleSql.RemoveAsync(session, owner, id), cancellationToken);

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
        var next = await ReadAsync(connection => connection.ExecuteScalarAsync<long?>(ScheduleSql.Next, bounds), cancellationToken);
        return next is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
    }

    private async ValueTask<TResult> SubmitAsync<TResult>(int bytes, Func<WriteSession, Task<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new ScheduleWrite<TResult>(_writer, bytes, execute), cancellationToken);

    private async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(read, cancellationToken);
        }
        catch (Exception exception) when (!health.IsAvailable || database.IsUnavailable(exception))
        {
            // Its tables may not be there yet.
            throw StoreFailures.Away(exception);
        }
    }
}
