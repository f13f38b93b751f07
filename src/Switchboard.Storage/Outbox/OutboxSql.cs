using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Outbox;

/// <summary>The statements on the outbox that both databases understand.</summary>
internal static class OutboxSql
{
    /// <summary>How much waits for a target.</summary>
    public const string Measure =
        """
        SELECT COUNT(*) AS Events, COALESCE(SUM(bytes), 0) AS Bytes,
          COALESCE((SELECT happened_at FROM outbox_event WHERE target = @target ORDER BY number LIMIT 1), 0) AS OldestAt
        FROM outbox_event WHERE target = @target
        """;

    /// <summary>Everything, as an export has it.</summary>
    public const string All = $"SELECT {OutboxRow.Columns} FROM outbox_event ORDER BY number";

    private const string Take =
        """
        INSERT INTO outbox_lease (target, owner, held_until) VALUES (@target, @owner, @until)
        ON CONFLICT (target) DO UPDATE SET owner = excluded.owner, held_until = excluded.held_until
        WHERE outbox_lease.owner = excluded.owner OR outbox_lease.held_until <= @now OR outbox_lease.held_until > @latest
        """;

    private const string First = $"SELECT {OutboxRow.Columns} FROM outbox_event WHERE target = @target ORDER BY number LIMIT @limit";

    /// <summary>Takes or renews a lease, and reads what is first; null where another has the lease.</summary>
    public static async Task<IReadOnlyList<StoredEvent>?> TakeAsync(WriteSession session, string target, OutboxLease lease, OutboxPortion portion)
    {
        var times = new
        {
            target,
            owner = lease.Owner,
            until = lease.Until.ToUnixTimeMilliseconds(),
            now = lease.Now.ToUnixTimeMilliseconds(),
            latest = lease.Latest.ToUnixTimeMilliseconds(),
        };
        if (await session.Connection.ExecuteAsync(Take, times, session.Transaction) == 0)
        {
            return null;
        }

        return portion.Events == 0 ? [] : await ReadFirstAsync(session, target, portion);
    }

    /// <summary>Ends a lease.</summary>
    public static Task<int> ReleaseAsync(WriteSession session, string target, string owner)
        => session.Connection.ExecuteAsync("DELETE FROM outbox_lease WHERE target = @target AND owner = @owner", new { target, owner }, session.Transaction);

    /// <summary>Removes the oldest, until the rest is as small as it may be.</summary>
    public static async Task<int> DropOldestAsync(WriteSession session, string target, long maxEvents, long maxBytes)
    {
        var left = (await session.Connection.QueryRowAsync<BacklogRow>(Measure, new { target }, session.Transaction))!;
        var (events, bytes, last) = (left.Events, left.Bytes, 0L);
        await using (var reader = await session.Connection.ExecuteReaderAsync("SELECT number, bytes FROM outbox_event WHERE target = @target ORDER BY number", new { target }, session.Transaction))
        {
            while ((events > maxEvents || bytes > maxBytes) && await reader.ReadAsync())
            {
                (events, bytes, last) = (events - 1, bytes - reader.GetInt64(1), reader.GetInt64(0));
            }
        }

        return last == 0
            ? 0
            : await session.Connection.ExecuteAsync("DELETE FROM outbox_event WHERE target = @target AND number <= @last", new { target, last }, session.Transaction);
    }

    private static async Task<List<StoredEvent>> ReadFirstAsync(WriteSession session, string target, OutboxPortion portion)
    {
        var events = new List<StoredEvent>();
        var bytes = 0L;
        await using var reader = await session.Connection.ExecuteReaderAsync(First, new { target, limit = portion.Events }, session.Transaction);
        while (await reader.ReadAsync())
        {
            var row = OutboxRow.Read(reader);
            bytes += row.Bytes;
            if (events.Count > 0 && bytes > portion.Bytes)
            {
                break;
            }

            events.Add(row.ToStored());
        }

        return events;
    }
}

/// <summary>What <see cref="OutboxSql.Measure"/> finds.</summary>
internal sealed class BacklogRow
{
    public long Events { get; init; }

    public long Bytes { get; init; }

    /// <summary>In Unix milliseconds; 0 for none.</summary>
    public long OldestAt { get; init; }
}
