using Dapper;
using Npgsql;
using NpgsqlTypes;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.PostgreSql;

/// <summary>The tables of streams in PostgreSQL: all rows of a kind in one statement, and all statements in one round trip. A stream is locked while it is appended to, so that nodes do it in turn.</summary>
internal sealed class PostgreSqlStreamTables(EntrySql entrySql) : IStreamTables
{
    // Locks are taken in the order of the channels, so that no two nodes ever deadlock.
    private const string Lock = $"SELECT {StreamSql.StreamColumns} FROM stream WHERE channel = ANY(@channels) ORDER BY channel FOR UPDATE";

    private const string Create =
        """
        INSERT INTO stream (channel, epoch, base, last, floor, swept, version, version_epoch, kept_until, position_until, sweep_at)
        SELECT channel, '', 0, 0, 0, 0, 0, ''::bytea, 0, 0, 0 FROM unnest(@channels) WITH ORDINALITY AS wanted (channel, place) ORDER BY place
        ON CONFLICT (channel) DO NOTHING
        """;

    private const string FindKeys =
        """
        SELECT k.stream_id, k.idempotency_key, k.number, k.kept_until FROM unnest(@ids, @keys) AS wanted (stream_id, idempotency_key)
        JOIN idempotency_key k USING (stream_id, idempotency_key)
        """;

    private const string InsertPublications =
        """
        INSERT INTO publication (stream_id, number, published_at, kept_until, is_json, data, tags, publisher, entry_key, is_removal, score)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string UpdateStreams =
        """
        UPDATE stream SET epoch = c.epoch, base = c.base, last = c.last, floor = c.floor, swept = c.swept, version = c.version,
          version_epoch = c.version_epoch, kept_until = c.kept_until, position_until = c.position_until, sweep_at = c.sweep_at,
          appended_at = c.appended_at, keys_until = c.keys_until, entries = c.entries, wholes_from = c.wholes_from
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
          AS c (id, epoch, base, last, floor, swept, version, version_epoch, kept_until, position_until, sweep_at, appended_at, keys_until, entries, wholes_from)
        WHERE stream.id = c.id
        """;

    private const string InsertKeys =
        """
        INSERT INTO idempotency_key (stream_id, idempotency_key, number, kept_until) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (stream_id, idempotency_key) DO UPDATE SET number = excluded.number, kept_until = excluded.kept_until
        """;

    private readonly PostgreSqlEntryTables _entries = new(entrySql);

    /// <inheritdoc/>
    public async ValueTask LoadAsync(WriteSession session, SortedDictionary<string, bool> channels, Dictionary<string, StreamRow> into)
    {
        await LockAsync(session, [.. channels.Keys], into);
        string[] missing = [.. channels.Where(entry => entry.Value && !into.ContainsKey(entry.Key)).Select(entry => entry.Key)];
        if (missing.Length > 0)
        {
            await session.Connection.ExecuteAsync(Create, new { channels = missing }, session.Transaction);
            await LockAsync(session, missing, into);
        }
    }

    /// <inheritdoc/>
    public async ValueTask FindKeysAsync(WriteSession session, IReadOnlyList<(long StreamId, byte[] Key)> keys, List<KeyRow> into)
    {
        var wanted = new { ids = keys.Select(key => key.StreamId).ToArray(), keys = keys.Select(key => key.Key).ToArray() };
        await using var reader = await session.Connection.ExecuteReaderAsync(FindKeys, wanted, session.Transaction);
        while (await reader.ReadAsync())
        {
            into.Add(new KeyRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetInt64(2), reader.GetInt64(3)));
        }
    }

    /// <inheritdoc/>
    public ValueTask FindEntriesAsync(WriteSession session, EntryChanges entries, long now) => _entries.FindAllAsync(session, entries, now);

    /// <inheritdoc/>
    public async ValueTask StoreAsync(WriteSession session, StreamChanges changes)
    {
        await using var batch = new NpgsqlBatch();
        if (changes.Publications.Count > 0)
        {
            batch.BatchCommands.Add(PublicationsOf(changes.Publications));
        }

        if (changes.Streams.Count > 0)
        {
            batch.BatchCommands.Add(StreamsOf([.. changes.Streams]));
        }

        if (changes.Keys.Count > 0)
        {
            batch.BatchCommands.Add(KeysOf(changes.Keys));
        }

        PostgreSqlEntryTables.Store(batch, changes.Entries);
        await ((PostgreSqlWriteSession)session).ExecuteAsync(batch);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        // Nothing is cached: other nodes write, too.
    }

    private static async ValueTask LockAsync(WriteSession session, string[] channels, Dictionary<string, StreamRow> into)
    {
        foreach (var stream in await session.Connection.QueryRowsAsync<StreamRow>(Lock, new { channels }, session.Transaction))
        {
            into.Add(stream.Channel, stream);
        }
    }

    private static NpgsqlBatchCommand PublicationsOf(List<PublicationRow> rows)
    {
        var command = new NpgsqlBatchCommand(InsertPublications);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.StreamId);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Number);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.PublishedAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.KeptUntil);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.IsJson);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Data);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Tags);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Publisher);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Key);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.IsRemoval);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Score);
        return command;
    }

    private static NpgsqlBatchCommand StreamsOf(List<StreamRow> rows)
    {
        var command = new NpgsqlBatchCommand(UpdateStreams);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Id);
        command.Parameters.AddColumn(NpgsqlDbType.Text, rows, static row => row.Epoch);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Base);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Last);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Floor);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Swept);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Version);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.VersionEpoch);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.KeptUntil);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.PositionUntil);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.SweepAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.AppendedAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.KeysUntil);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Entries);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.WholesFrom);
        return command;
    }

    private static NpgsqlBatchCommand KeysOf(List<KeyRow> rows)
    {
        var command = new NpgsqlBatchCommand(InsertKeys);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.StreamId);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Key);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Number);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.KeptUntil);
        return command;
    }
}
