using System.Data.Common;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Reads parts of streams.</summary>
internal sealed class DurableStreamReader(StoreReader reader, StreamEpochs epochs, TimeProvider time)
{
    private const int PortionRows = 256;

    /// <summary>Reads a part. A channel without a stream, or whose position has outlived its age, is at the beginning of the epoch that follows.</summary>
    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
        => reader.ReadAsync(connection => ReadAsync(connection, channel, retention, read), cancellationToken);

    private async Task<StreamSlice> ReadAsync(DbConnection connection, string channel, StreamRetention retention, StreamRead read)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var stream = await connection.QueryRowAsync<StreamRow>(StreamSql.FindStream, new { channel });
        if (stream is null || stream.IsExpired(now, retention.PositionAge))
        {
            return new StreamSlice([], new Position(0, await epochs.NextAsync(connection, channel, stream)));
        }

        // Without a transaction around both statements: what is newer than the top is left out, and a publication that retention takes
        // away in between is missing, which whoever recovers sees by the count.
        var publications = new List<Publication>();
        stream.Floor = Math.Max(stream.Floor, stream.Last - retention.Size);
        if (Range(stream, read) is var (above, below))
        {
            var after = now - (long)retention.Age.TotalMilliseconds;
            await ReadAsync(connection, stream, read, (above, below, now, after), publications);
        }

        return new StreamSlice(publications, stream.Top);
    }

    private static async Task ReadAsync(
        DbConnection connection, StreamRow stream, StreamRead read, (long Above, long Below, long Now, long After) range, List<Publication> into)
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
        DbConnection connection, StreamRow stream, bool reverse, (long Above, long Below, long Now, long After) range, long limit, ByteBudget budget, List<Publication> into)
    {
        await using var rows = await connection.ExecuteReaderAsync(
            reverse ? StreamSql.ReadBackwards : StreamSql.ReadForwards,
            new { id = stream.Id, above = range.Above, below = range.Below, now = range.Now, after = range.After, limit });
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
