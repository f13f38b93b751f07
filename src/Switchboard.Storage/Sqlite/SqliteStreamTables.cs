using Dapper;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Sqlite;

/// <summary>The tables of streams in SQLite: one statement a row, since there is no round trip to save. Streams are cached, since nobody else writes.</summary>
internal sealed class SqliteStreamTables : IStreamTables
{
    private const int MaxCached = 20_000;

    private const string InsertPublication =
        "INSERT INTO publication (stream_id, number, published_at, kept_until, is_json, data, tags, publisher) VALUES ($id, $number, $at, $until, $json, $data, $tags, $publisher)";

    private const string UpdateStream =
        "UPDATE stream SET epoch = $epoch, base = $base, last = $last, floor = $floor, swept = $swept, version = $version, version_epoch = $versionEpoch, "
        + "kept_until = $kept, position_until = $position, sweep_at = $sweep WHERE id = $id";

    private const string InsertStream =
        "INSERT INTO stream (channel, epoch, base, last, floor, swept, version, version_epoch, kept_until, position_until, sweep_at) "
        + "VALUES (@channel, '', 0, 0, 0, 0, 0, x'', 0, 0, 0) RETURNING id";

    private const string FindKey = "SELECT number, kept_until FROM idempotency_key WHERE stream_id = $id AND idempotency_key = $key";

    private const string InsertKey =
        "INSERT INTO idempotency_key (stream_id, idempotency_key, number, kept_until) VALUES ($id, $key, $number, $until) "
        + "ON CONFLICT (stream_id, idempotency_key) DO UPDATE SET number = excluded.number, kept_until = excluded.kept_until";

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
        var command = ((SqliteWriteSession)session).Prepare(FindKey, "$id", "$key");
        foreach (var (streamId, key) in keys)
        {
            command.Parameters[0].Value = streamId;
            command.Parameters[1].Value = key;
            using var reader = command.ExecuteReader();
            if (reader.Read())
            {
                into.Add(new KeyRow(streamId, key, reader.GetInt64(0), reader.GetInt64(1)));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StoreAsync(WriteSession session, StreamChanges changes)
    {
        var sqlite = (SqliteWriteSession)session;
        Insert(sqlite, changes.Publications);
        Update(sqlite, changes.Streams);
        Insert(sqlite, changes.Keys);
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
        var command = session.Prepare(InsertPublication, "$id", "$number", "$at", "$until", "$json", "$data", "$tags", "$publisher");
        var parameters = command.Parameters;
        foreach (var row in publications)
        {
            parameters[0].Value = row.StreamId;
            parameters[1].Value = row.Number;
            parameters[2].Value = row.PublishedAt;
            parameters[3].Value = row.KeptUntil;
            parameters[4].Value = row.IsJson;
            parameters[5].Value = row.Data.AsArray();
            parameters[6].Value = (object?)row.Tags ?? DBNull.Value;
            parameters[7].Value = (object?)row.Publisher ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    private static void Update(SqliteWriteSession session, HashSet<StreamRow> streams)
    {
        var command = session.Prepare(
            UpdateStream, "$epoch", "$base", "$last", "$floor", "$swept", "$version", "$versionEpoch", "$kept", "$position", "$sweep", "$id");
        var parameters = command.Parameters;
        foreach (var stream in streams)
        {
            parameters[0].Value = stream.Epoch;
            parameters[1].Value = stream.Base;
            parameters[2].Value = stream.Last;
            parameters[3].Value = stream.Floor;
            parameters[4].Value = stream.Swept;
            parameters[5].Value = stream.Version;
            parameters[6].Value = stream.VersionEpoch;
            parameters[7].Value = stream.KeptUntil;
            parameters[8].Value = stream.PositionUntil;
            parameters[9].Value = stream.SweepAt;
            parameters[10].Value = stream.Id;
            command.ExecuteNonQuery();
        }
    }

    private static void Insert(SqliteWriteSession session, List<KeyRow> keys)
    {
        var command = session.Prepare(InsertKey, "$id", "$key", "$number", "$until");
        var parameters = command.Parameters;
        foreach (var key in keys)
        {
            parameters[0].Value = key.StreamId;
            parameters[1].Value = key.Key;
            parameters[2].Value = key.Number;
            parameters[3].Value = key.KeptUntil;
            command.ExecuteNonQuery();
        }
    }
}
