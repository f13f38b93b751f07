using Dapper;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Sqlite;

/// <summary>The tables of streams in SQLite: one statement a row, since there is no round trip to save. Streams are cached, since nobody else writes.</summary>
internal sealed class SqliteStreamTables(EntrySql entrySql) : IStreamTables
{
    private const int MaxCached = 20_000;

    private const string InsertPublication =
        "INSERT INTO publication (stream_id, number, published_at, kept_until, is_json, data, tags, publisher, entry_key, is_removal, score) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string UpdateStream =
        "UPDATE stream SET epoch = ?, base = ?, last = ?, floor = ?, swept = ?, version = ?, version_epoch = ?, "
        + "kept_until = ?, position_until = ?, sweep_at = ?, appended_at = ?, keys_until = ?, entries = ?, wholes_from = ? WHERE id = ?";

    private const string InsertStream =
        "INSERT INTO stream (channel, epoch, base, last, floor, swept, version, version_epoch, kept_until, position_until, sweep_at) "
        + "VALUES (@channel, '', 0, 0, 0, 0, 0, x'', 0, 0, 0) RETURNING id";

    private const string FindKey = "SELECT number, kept_until FROM idempotency_key WHERE stream_id = ? AND idempotency_key = ?";

    private const string InsertKey =
        "INSERT INTO idempotency_key (stream_id, idempotency_key, number, kept_until) VALUES (?, ?, ?, ?) "
        + "ON CONFLICT (stream_id, idempotency_key) DO UPDATE SET number = excluded.number, kept_until = excluded.kept_until";

    private readonly SqliteEntryTables _entries = new(entrySql);
    private readonly Dictionary<string, StreamRow> _cached = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask LoadAsync(WriteSession session, SortedDictionary<string, bool> channels, Dictionary<string, StreamRow> into)
    {
        if (_cached.Count + channels.Count > MaxCached)
        {
            _cached.Clear();
        }

        foreach (var (channel, create) in channels)
        {
            if (!_cached.TryGetValue(channel, out var stream))
            {
                stream = await FindAsync(session, channel, create);
                if (stream is null)
                {
                    continue;
                }

                _cached.Add(channel, stream);
            }

            into.Add(channel, stream);
        }
    }

    /// <inheritdoc/>
    public ValueTask FindKeysAsync(WriteSession session, IReadOnlyList<(long StreamId, byte[] Key)> keys, List<KeyRow> into)
    {
        var statement = ((SqliteWriteSession)session).Statement(FindKey);
        foreach (var (streamId, key) in keys)
        {
            statement.Bind(1, streamId);
            statement.Bind(2, key);
            if (statement.Step())
            {
                into.Add(new KeyRow(streamId, key, statement.Int64(0), statement.Int64(1)));
            }

            statement.Reset();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask FindEntriesAsync(WriteSession session, EntryChanges entries, long now)
    {
        _entries.FindAll((SqliteWriteSession)session, entries, now);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(WriteSession session, StreamChanges changes)
    {
        var sqlite = (SqliteWriteSession)session;
        Insert(sqlite, changes.Publications);
        Update(sqlite, changes.Streams);
        Insert(sqlite, changes.Keys);
        SqliteEntryTables.Store(sqlite, changes.Entries);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Reset() => _cached.Clear();

    private static async ValueTask<StreamRow?> FindAsync(WriteSession session, string channel, bool create)
    {
        var stream = await session.Connection.QueryRowAsync<StreamRow>(StreamSql.FindStream, new { channel });
        if (stream is not null || !create)
        {
            return stream;
        }

        var id = await session.Connection.ExecuteScalarAsync<long>(InsertStream, new { channel });
        return new StreamRow { Id = id, Channel = channel };
    }

    private static void Insert(SqliteWriteSession session, List<PublicationRow> publications)
    {
        var statement = session.Statement(InsertPublication);
        foreach (var row in publications)
        {
            statement.Bind(1, row.StreamId);
            statement.Bind(2, row.Number);
            statement.Bind(3, row.PublishedAt);
            statement.Bind(4, row.KeptUntil);
            statement.Bind(5, row.IsJson);
            statement.Bind(6, row.Data.Span);
            statement.BindNullable(7, row.Tags);
            statement.BindNullable(8, row.Publisher);
            statement.BindNullable(9, row.Key);
            statement.Bind(10, row.IsRemoval);
            statement.Bind(11, row.Score);
            statement.Execute();
        }
    }

    private static void Update(SqliteWriteSession session, HashSet<StreamRow> streams)
    {
        var statement = session.Statement(UpdateStream);
        foreach (var stream in streams)
        {
            statement.Bind(1, stream.Epoch);
            statement.Bind(2, stream.Base);
            statement.Bind(3, stream.Last);
            statement.Bind(4, stream.Floor);
            statement.Bind(5, stream.Swept);
            statement.Bind(6, stream.Version);
            statement.Bind(7, stream.VersionEpoch);
            statement.Bind(8, stream.KeptUntil);
            statement.Bind(9, stream.PositionUntil);
            statement.Bind(10, stream.SweepAt);
            statement.Bind(11, stream.AppendedAt);
            statement.Bind(12, stream.KeysUntil);
            statement.Bind(13, stream.Entries);
            statement.Bind(14, stream.WholesFrom);
            statement.Bind(15, stream.Id);
            statement.Execute();
        }
    }

    private static void Insert(SqliteWriteSession session, List<KeyRow> keys)
    {
        var statement = session.Statement(InsertKey);
        foreach (var key in keys)
        {
            statement.Bind(1, key.StreamId);
            statement.Bind(2, key.Key);
            statement.Bind(3, key.Number);
            statement.Bind(4, key.KeptUntil);
            statement.Execute();
        }
    }
}
