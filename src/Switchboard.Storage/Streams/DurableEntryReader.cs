using System.Data.Common;
using System.Text;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Reads entries of maps.</summary>
internal sealed class DurableEntryReader(StoreReader reader, EntrySql sql, StreamEpochs epochs, TimeProvider time)
{
    // Entries may be large, and a database that is told to stop within a result may send the rest of it all the same.
    private const int FirstPortion = 16;
    private const int LargestPortion = 256;

    /// <summary>Reads a page.</summary>
    public ValueTask<MapPage> ReadAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
        => reader.ReadAsync(connection => ReadAsync(connection, channel, retention, read), cancellationToken);

    /// <summary>Counts the entries of a channel.</summary>
    public ValueTask<long> CountAsync(string channel, CancellationToken cancellationToken)
        => reader.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql.Count, new { channel, now = Now() }), cancellationToken);

    /// <summary>Finds what is past its age, the oldest first.</summary>
    public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredAsync(int limit, CancellationToken cancellationToken)
        => reader.ReadAsync(connection => ListExpiredAsync(connection, limit), cancellationToken);

    private async Task<IReadOnlyList<ExpiredEntry>> ListExpiredAsync(DbConnection connection, int limit)
    {
        var found = new List<ExpiredEntry>();
        await using var rows = await connection.ExecuteReaderAsync(sql.FindPast, new { now = Now(), limit });
        while (await rows.ReadAsync())
        {
            var tags = rows.IsDBNull(2) ? null : TagsJson.Read(rows.GetFieldValue<byte[]>(2));
            found.Add(new ExpiredEntry(rows.GetString(0), Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(1)), tags));
        }

        return found;
    }

    private async Task<MapPage> ReadAsync(DbConnection connection, string channel, StreamRetention retention, MapRead read)
    {
        while (true)
        {
            var stream = await connection.QueryRowAsync<StreamRow>(StreamSql.FindStream, new { channel });
            if (stream is null || stream.IsExpired(Now(), retention.PositionAge))
            {
                return new MapPage([], new Position(0, await epochs.NextAsync(connection, channel, stream)), null);
            }

            // Where the map was cleared since, it is looked at again.
            if (await new EntryPage(connection, stream, read, Now()).TryReadAsync() is { } page)
            {
                return page;
            }
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A page that is being read.</summary>
    private sealed class EntryPage(DbConnection connection, StreamRow stream, MapRead read, long now)
    {
        private readonly List<Publication> _entries = [];
        private readonly ByteBudget _budget = new(read.MaxBytes);
        private MapCursor? _after = read.After;
        private long _upTo = read.UpTo is { } offset && offset < long.MaxValue - (ulong)stream.Base ? stream.Base + (long)offset : long.MaxValue;
        private bool _isOver;
        private bool _isMore;

        /// <summary>Reads it. Null where the epoch has ended meanwhile.</summary>
        public async Task<MapPage?> TryReadAsync()
        {
            if (read.Key is { } key)
            {
                await ReadAsync(EntrySql.ReadOne, key, limit: 1);
            }

            var portion = FirstPortion;
            while (read.Key is null && !_isMore && !_isOver)
            {
                // One more than is wanted tells whether there is more.
                var limit = (int)Math.Min(read.Limit - (long)_entries.Count + 1, portion);
                if (await ReadAsync(EntrySql.ReadMany(read, _after is null), _after?.Key, limit) < limit)
                {
                    break;
                }

                portion = Math.Min(portion * 2, LargestPortion);
            }

            return _isOver ? null : new MapPage(_entries, stream.Top, _isMore ? _after : null);
        }

        /// <summary>Reads a portion.</summary>
        /// <returns>How many rows there were.</returns>
        private async Task<int> ReadAsync(string statement, string? key, int limit)
        {
            var wanted = new { id = stream.Id, @base = stream.Base, upTo = _upTo, now, key = key is null ? null : Encoding.UTF8.GetBytes(key), score = _after?.Score ?? 0, limit };
            var count = 0;
            await using var rows = await connection.ExecuteReaderAsync(statement, wanted);
            while (await rows.ReadAsync() && !_isMore && !_isOver)
            {
                if (rows.IsDBNull(9))
                {
                    _isOver = true;
                    break;
                }

                count++;
                Add(PublicationRow.Read(rows), rows.GetInt64(9));
            }

            return count;
        }

        private void Add(PublicationRow row, long top)
        {
            if (_entries.Count == 0)
            {
                // What changes from here on is left out: it could be in the page twice otherwise.
                stream.Last = top;
                _upTo = Math.Min(_upTo, top);
            }

            var entry = row.ToPublication((ulong)(row.Number - stream.Base), stream.Epoch);
            if (_entries.Count == read.Limit || !_budget.TryTake(entry.ApproximateBytes))
            {
                _isMore = true;
                return;
            }

            _entries.Add(entry);
            _after = new MapCursor(read.IsOrdered ? entry.Score : 0, entry.Key!);
        }
    }
}
