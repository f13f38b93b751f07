using System.Data.Common;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Schedules;

/// <summary>The statements on schedules.</summary>
internal sealed class ScheduleSql(SqlDialect dialect)
{
    /// <summary>A page of an owner's schedules.</summary>
    public const string List =
        $"""
        SELECT {ScheduleRow.Columns} FROM schedule WHERE owner = @owner AND (due_at > @time OR (due_at = @time AND id > @id))
        ORDER BY due_at, id LIMIT @limit
        """;

    /// <summary>When something may next be taken, and whether a lease is longer than it can be.</summary>
    public const string Next =
        """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM schedule WHERE is_taken = 1 AND next_at > @latest) THEN @now
          ELSE (SELECT MIN(next_at) FROM schedule) END
        """;

    private const string Put =
        """
        INSERT INTO schedule (owner, id, revision, due_at, next_at, is_taken, body)
        SELECT @Owner, @Id, @Revision, @due, @due, 0, @body
        WHERE EXISTS (SELECT 1 FROM schedule WHERE owner = @Owner AND id = @Id) OR (SELECT COUNT(*) FROM schedule WHERE owner = @Owner) < @max
        ON CONFLICT (owner, id) DO UPDATE SET revision = excluded.revision, due_at = excluded.due_at, next_at = excluded.next_at, body = excluded.body
        WHERE schedule.is_taken = 0
        """;

    private readonly string _take = dialect.Translate(
        $$"""
        UPDATE schedule SET is_taken = 1, next_at = @until WHERE (owner, id) IN
          (SELECT owner, id FROM schedule WHERE next_at <= @now OR (is_taken = 1 AND next_at > @latest) ORDER BY next_at, due_at LIMIT @limit {skip locked})
        RETURNING {{ScheduleRow.Columns}}
        """);

    /// <summary>Keeps a schedule.</summary>
    public static async Task<ScheduleOutcome> PutAsync(WriteSession session, StoredSchedule schedule, int max)
    {
        var row = new { schedule.Owner, schedule.Id, schedule.Revision, due = schedule.DueAt.ToUnixTimeMilliseconds(), body = schedule.Body.ToArray(), max };
        if (await session.Connection.ExecuteAsync(Put, row, session.Transaction) > 0)
        {
            return ScheduleOutcome.Kept;
        }

        var isThere = await session.Connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM schedule WHERE owner = @Owner AND id = @Id", new { schedule.Owner, schedule.Id }, session.Transaction) > 0;
        return isThere ? ScheduleOutcome.UnderWay : ScheduleOutcome.Full;
    }

    /// <summary>Removes a schedule that nobody is carrying out.</summary>
    public static async Task<bool> RemoveAsync(WriteSession session, string owner, string id) => await session.Connection.ExecuteAsync(
        "DELETE FROM schedule WHERE owner = @owner AND id = @id AND is_taken = 0", new { owner, id }, session.Transaction) > 0;

    /// <summary>Takes what is due.</summary>
    public async Task<IReadOnlyList<LeasedSchedule>> TakeAsync(WriteSession session, ScheduleLease lease, int limit)
    {
        var until = lease.Until.ToUnixTimeMilliseconds();
        var bounds = new { until, now = lease.Now.ToUnixTimeMilliseconds(), latest = lease.Latest.ToUnixTimeMilliseconds(), limit };
        await using var reader = await session.Connection.ExecuteReaderAsync(_take, bounds, session.Transaction);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(until);
        return
        [
            .. (await ScheduleRow.ReadAllAsync(reader))
                .OrderBy(static schedule => schedule.DueAt)
                .ThenBy(static schedule => schedule.Id, StringComparer.Ordinal)
                .Select(schedule => new LeasedSchedule(schedule, end)),
        ];
    }

    /// <summary>Forgets what was carried out.</summary>
    public static async Task<int> FinishAsync(WriteSession session, IEnumerable<LeasedSchedule> done) => await session.Connection.ExecuteAsync(
        "DELETE FROM schedule WHERE owner = @Owner AND id = @Id AND revision = @Revision",
        done.Select(static taken => new { taken.Schedule.Owner, taken.Schedule.Id, taken.Schedule.Revision }),
        session.Transaction);

    /// <summary>Gives something back.</summary>
    public static async Task<int> DeferAsync(WriteSession session, LeasedSchedule taken, DateTimeOffset until) => await session.Connection.ExecuteAsync(
        """
        UPDATE schedule SET is_taken = 0, next_at = @to
        WHERE owner = @Owner AND id = @Id AND revision = @Revision AND is_taken = 1 AND next_at = @from
        """,
        new
        {
            taken.Schedule.Owner,
            taken.Schedule.Id,
            taken.Schedule.Revision,
            from = taken.Until.ToUnixTimeMilliseconds(),
            to = until.ToUnixTimeMilliseconds(),
        },
        session.Transaction);
}

/// <summary>Reads rows of schedules.</summary>
internal static class ScheduleRow
{
    /// <summary>The columns that are read.</summary>
    public const string Columns = "owner, id, revision, due_at, body";

    /// <summary>Reads all rows that are left.</summary>
    public static async Task<List<StoredSchedule>> ReadAllAsync(DbDataReader reader)
    {
        var schedules = new List<StoredSchedule>();
        while (await reader.ReadAsync())
        {
            schedules.Add(Read(reader));
        }

        return schedules;
    }

    /// <summary>Reads the row where the reader stands.</summary>
    public static StoredSchedule Read(DbDataReader reader) => new(reader.GetString(0), reader.GetString(1))
    {
        Revision = reader.GetString(2),
        DueAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
        Body = reader.GetFieldValue<byte[]>(4),
    };
}
