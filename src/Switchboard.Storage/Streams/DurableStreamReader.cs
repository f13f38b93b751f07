using System.Data.Common;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Reads parts of streams.</summary>
internal sealed class DurableStreamReader(StoreReader reader, TimeProvider time)
{
    private const int PortionRows = 256;

    /// <summary>Reads a part. Null where there is no stream, or its position has outlived its age.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="read">Which part.</param>
    /// <param name="renewAge">The age of positions: null is the answer, too, where an empty stream has less than half of it left. Null takes it as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<StreamSlice?> ReadAsync(string channel, StreamRead read, TimeSpan? renewAge, CancellationToken cancellationToken)
        => reader.ReadAsync(connection => ReadAsync(connection, channel, read, renewAge), cancellationToken);

    private async Task<StreamSlice?> ReadAsync(DbConnection connection, string channel, StreamRead read, TimeSpan? renewAge)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var stream = await connection.QueryRowAsync<StreamRow>(StreamSql.FindStream, new { channel });
        if (stream is null || stream.IsExpired(now) || (renewAge is { } age && NeedsRenewal(stream, age, now)))
        {
            return null;
        }

        // Without a transaction around both statements: what is newer than the top is left out, and a publication that retention takes
        // away in between is missing, which whoever recovers sees by the count.
        var publications = new List<Publication>();
        if (Range(stream, read) is var (above, below))
        {
            await ReadAsync(connection, stream, read, (above, below, now), publications);
        }

        return new StreamSlice(publications, stream.Top);
    }

    private static async Task ReadAsync(
        DbConnection connection, StreamRow stream, StreamRead read, (long Above, long Below, long Now) range, List<Publication> into)
    {
        // In portions: a database that is told to stop within a result may send the rest of it all the same.
        var budget = new ByteBudget(read.MaxBytes);
        var left = read.Limit < 0 ? long.MaxValue : read.Limit;
        while (left > 0)
        {
            var portion = (int)Math.Min(left, PortionRows);
            var count = into.Count;
            if (!await ReadAsync(connection, stream, read.Reverse, range, portion, budget, into) || into.Count - count < portion)
            {
                return;
            }

            left -= portion;
            var last = stream.Base + (long)into[^1].Offset;
            range = read.Reverse ? range with { Below = last } : range with { Above = last };
        }
    }

    /// <summary>Reads some rows. False where no more fit.</summary>
    private static async Task<bool> ReadAsync(
        DbConnection connection, StreamRow stream, bool reverse, (long Above, long Below, long Now) range, long limit, ByteBudget budget, List<Publication> into)
    {
        await using var rows = await connection.ExecuteReaderAsync(
            reverse ? StreamSql.ReadBackwards : StreamSql.ReadForwards, new { id = stream.Id, above = range.Above, below = range.Below, now = range.Now, limit });
        while (await rows.ReadAsync())
        {
            var row = PublicationRow.Read(rows);
            var publication = row.ToPublication((ulong)(row.Number - stream.Base), stream.Epoch);
            if (!budget.TryTake(publication.ApproximateBytes))
            {
                return false;
            }

            into.Add(publication);
        }

        return true;
    }

    // A stream that was only ever read ages like one that was written to, but not in the face of its readers.
    private static bool NeedsRenewal(StreamRow stream, TimeSpan positionAge, long now)
        => stream.Last == stream.Base && stream.PositionUntil - now < positionAge.TotalMilliseconds / 2;

    /// <summary>The numbers wanted, between two that are not; null for none.</summary>
    private static (long Above, long Below)? Range(StreamRow stream, StreamRead read)
    {
        var (above, below) = (stream.Floor, stream.Last + 1);
        if (read.Since is { } since)
        {
            // Beyond the top every offset is the same place, and none overflows.
            var place = stream.Base + (long)Math.Min(since, stream.Top.Offset + 1);
            (above, below) = read.Reverse ? (above, Math.Min(below, place)) : (Math.Max(above, place), below);
        }

        return read.Limit == 0 || below - above <= 1 ? null : (above, below);
    }
}
