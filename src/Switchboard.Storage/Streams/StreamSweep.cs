using Dapper;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Takes from the disk what retention has given up.</summary>
/// <remarks>
/// Readers do not depend on it: what is past its time or below the floor is gone for them at once. Streams are found by when there may
/// next be something to remove, not by a search through publications, so that a sweep with nothing to do is one look into an index.
/// </remarks>
internal sealed class StreamSweep(IStreamTables tables, SqlDialect dialect, TimeProvider time) : SweepHandler(time)
{
    private const int StreamsAtOnce = 50;

    private readonly string _removeKeys = dialect.Translate(
        $$"""
        DELETE FROM idempotency_key WHERE (stream_id, idempotency_key) IN
          (SELECT stream_id, idempotency_key FROM idempotency_key WHERE kept_until <= @now LIMIT {{BatchSize}} {skip locked})
        """);

    private readonly string _findDue = dialect.Translate(
        $"SELECT {StreamSql.StreamColumns} FROM stream WHERE sweep_at <= @now ORDER BY sweep_at LIMIT {StreamsAtOnce} {{skip locked}}");

    /// <inheritdoc/>
    /// <remarks>It takes what locks are free (SKIP LOCKED). Taken before an append waits for others, they could deadlock with another node.</remarks>
    public override int Order => 1;

    /// <inheritdoc/>
    protected override async ValueTask<bool> SweepAsync(WriteSession session, long now)
    {
        var removedKeys = await RemoveKeysAsync(session, now);
        var streams = await session.Connection.QueryRowsAsync<StreamRow>(_findDue, new { now }, session.Transaction);
        var isMore = removedKeys == BatchSize || streams.Count == StreamsAtOnce;
        var budget = BatchSize;
        var gone = new List<string>();
        foreach (var stream in streams)
        {
            if (budget <= 0)
            {
                isMore = true;
                break;
            }

            var removed = await SweepAsync(session, stream, now, gone);
            isMore |= removed == BatchSize;
            budget -= removed;
        }

        await StreamEpochs.GiveUpAsync(session, gone);
        if (streams.Count > 0)
        {
            // The rows in memory are no longer those of the disk.
            tables.Reset();
        }

        return isMore;
    }

    /// <inheritdoc/>
    public override void Reset() => tables.Reset();

    private Task<int> RemoveKeysAsync(WriteSession session, long now) => session.Connection.ExecuteAsync(_removeKeys, new { now }, session.Transaction);

    private static async ValueTask<int> SweepAsync(WriteSession session, StreamRow stream, long now, List<string> gone)
    {
        var (connection, transaction) = (session.Connection, session.Transaction);
        var removed = await connection.ExecuteAsync(
            """
            DELETE FROM publication WHERE stream_id = @Id AND number > @Swept AND number <= @to AND (number <= @Floor OR kept_until <= @now)
            """,
            new { stream.Id, stream.Swept, stream.Floor, now, to = stream.Swept + BatchSize },
            transaction);
        var oldest = await connection.QueryRowAsync<Oldest>(
            "SELECT number AS Number, kept_until AS KeptUntil FROM publication WHERE stream_id = @Id AND number > @Swept ORDER BY number LIMIT 1",
            new { stream.Id, stream.Swept },
            transaction);
        var isOver = oldest is null && stream.IsExpired(now);
        var removedEntries = await RemoveEntriesAsync(session, stream, isOver);
        if (isOver && removedEntries < BatchSize)
        {
            await connection.ExecuteAsync(
                "DELETE FROM idempotency_key WHERE stream_id = @Id; DELETE FROM whole_part WHERE stream_id = @Id; DELETE FROM whole WHERE stream_id = @Id; DELETE FROM stream WHERE id = @Id", new { stream.Id }, transaction);
            gone.Add(stream.Channel);
            return Math.Max(removed, removedEntries);
        }

        var swept = oldest is null ? stream.Last : oldest.Number - 1;
        await connection.ExecuteAsync(
            "UPDATE stream SET swept = @swept, sweep_at = @at WHERE id = @Id",
            new { stream.Id, swept, at = removedEntries == BatchSize ? now : NextVisit(stream, oldest, now) },
            transaction);
        return Math.Max(removed, removedEntries);
    }

    /// <summary>Removes entries of epochs that are over; of this one, too, where it is.</summary>
    private static async ValueTask<int> RemoveEntriesAsync(WriteSession session, StreamRow stream, bool isOver)
    {
        var to = isOver ? long.MaxValue : stream.Base;
        return to == 0 ? 0 : await session.Connection.ExecuteAsync(
            """
            DELETE FROM map_entry WHERE stream_id = @Id AND base < @to AND (base, entry_key) IN
              (SELECT base, entry_key FROM map_entry WHERE stream_id = @Id AND base < @to ORDER BY base, entry_key LIMIT @BatchSize)
            """,
            new { stream.Id, to, BatchSize },
            session.Transaction);
    }

    private static long NextVisit(StreamRow stream, Oldest? oldest, long now)
    {
        if (oldest is null)
        {
            return stream.Entries > 0 ? long.MaxValue : stream.PositionUntil;
        }

        return oldest.Number <= stream.Floor ? now : oldest.KeptUntil;
    }

    private sealed class Oldest
    {
        public long Number { get; set; }

        public long KeptUntil { get; set; }
    }
}
