using System.Data.Common;
using System.Text;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Reads wholes.</summary>
internal sealed class DurableWholeReader(StoreReader reader, SqlDialect dialect, StreamEpochs epochs, TimeProvider time)
{
    private const string Kept =
        $"SELECT {WholeTables.Columns} FROM whole WHERE stream_id = @Id AND created > @WholesFrom AND created <= @Last AND state <> 4 "
        + "AND (open_until IS NOT NULL OR (kept_until > @now AND changed_at > @after)) ";

    private const string Newest = Kept + "AND created < @before ORDER BY created DESC LIMIT @limit";
    private const string One = Kept + "AND id = @name ORDER BY created DESC LIMIT 1";
    private const int Portion = 64;

    private const string Parts =
        "SELECT created AS Created, data AS Data FROM whole_part WHERE stream_id = @StreamId AND created >= @first AND created <= @last ORDER BY created, number";

    private const string FindId =
        "SELECT w.id FROM stream s JOIN whole w ON w.stream_id = s.id AND w.created = s.base + @offset "
        + "WHERE s.channel = @channel AND s.epoch = @epoch AND w.created > s.wholes_from";

    private readonly string _findOverdue = dialect.Translate(
        """
        SELECT s.channel, w.id FROM whole w {by whole_open_until} JOIN stream s ON s.id = w.stream_id AND w.created > s.wholes_from AND s.position_until > @now
        WHERE w.open_until IS NOT NULL AND w.open_until <= @now ORDER BY w.open_until LIMIT @limit
        """);

    /// <summary>Reads the newest, as they are at one moment.</summary>
    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken)
        => reader.ReadAsync(connection => ReadSnapshotAsync(connection, channel, retention, read), cancellationToken);

    /// <summary>Finds the id of what was published at a position.</summary>
    public ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken) => reader.ReadAsync(
        async connection =>
        {
            var id = await connection.ExecuteScalarAsync<byte[]?>(FindId, new { channel, epoch = position.Epoch, offset = (long)position.Offset });
            return id is null ? null : Encoding.UTF8.GetString(id);
        },
        cancellationToken);

    /// <summary>Finds what is open and overdue.</summary>
    public ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken)
        => reader.ReadAsync(connection => ListOverdueAsync(connection, limit), cancellationToken);

    private async Task<IReadOnlyList<OverduePublication>> ListOverdueAsync(DbConnection connection, int limit)
    {
        var found = new List<OverduePublication>();
        await using var rows = await connection.ExecuteReaderAsync(_findOverdue, new { now = Now(), limit });
        while (await rows.ReadAsync())
        {
            found.Add(new OverduePublication(rows.GetString(0), Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(1))));
        }

        return found;
    }

    private async Task<StreamSlice> ReadSnapshotAsync(DbConnection connection, string channel, StreamRetention retention, WholeRead read)
    {
        await connection.ExecuteAsync(dialect.BeginSnapshot);
        try
        {
            return await ReadAsync(connection, channel, retention, read);
        }
        finally
        {
            await connection.ExecuteAsync("ROLLBACK");
        }
    }

    private async Task<StreamSlice> ReadAsync(DbConnection connection, string channel, StreamRetention retention, WholeRead read)
    {
        var now = Now();
        var stream = await connection.QueryRowAsync<StreamRow>(StreamSql.FindStream, new { channel });
        if (stream is null || stream.IsExpired(now, retention.PositionAge))
        {
            return new StreamSlice([], new Position(0, await epochs.NextAsync(connection, channel, stream)));
        }

        var rows = await FindAsync(connection, stream, read, (now, now - (long)retention.Age.TotalMilliseconds));
        return new StreamSlice(await ReadDataAsync(connection, stream, rows), stream.Top);
    }

    private static async Task<List<WholeRow>> FindAsync(DbConnection connection, StreamRow stream, WholeRead read, (long Now, long After) age)
    {
        var found = new List<WholeRow>();
        if (read.Id is { } id)
        {
            return await connection.QueryRowsAsync<WholeRow>(
                One, new { stream.Id, stream.WholesFrom, stream.Last, now = age.Now, after = age.After, name = Encoding.UTF8.GetBytes(id) });
        }

        var budget = new ByteBudget(read.MaxBytes);
        var (before, limit) = (stream.Last + 1, 0);
        do
        {
            limit = Math.Min(read.Limit - found.Count, Portion);
            var rows = await connection.QueryRowsAsync<WholeRow>(
                Newest, new { stream.Id, stream.WholesFrom, stream.Last, now = age.Now, after = age.After, before, limit });
            foreach (var row in rows)
            {
                if (!budget.TryTake((int)row.ApproximateBytes))
                {
                    found.Reverse();
                    return found;
                }

                found.Add(row);
            }

            before = rows.Count == limit ? rows[^1].Created : 0;
        }
        while (before > 0 && found.Count < read.Limit);

        found.Reverse();
        return found;
    }

    private static async Task<List<Publication>> ReadDataAsync(DbConnection connection, StreamRow stream, List<WholeRow> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var data = rows.ToDictionary(static row => row.Created, static _ => new List<ReadOnlyMemory<byte>>());
        var wanted = new { StreamId = stream.Id, first = rows[0].Created, last = rows[^1].Created };
        await foreach (var part in connection.StreamRowsAsync<WholePart>(Parts, wanted))
        {
            if (data.TryGetValue(part.Created, out var parts))
            {
                parts.Add(part.Data);
            }
        }

        return rows.ConvertAll(row => row.ToPublication(data[row.Created]));
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
