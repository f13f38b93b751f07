using Dapper;
using Npgsql;
using NpgsqlTypes;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.PostgreSql;

/// <summary>The table of entries in PostgreSQL. Who changes entries has locked their stream.</summary>
internal sealed class PostgreSqlEntryTables(EntrySql sql)
{
    private const string Find =
        """
        SELECT w.place, e.number, e.score, e.version, e.version_epoch, e.expires_at, e.published_at, e.is_json, e.tags, e.publisher,
          CASE WHEN w.wants_data THEN e.data END
        FROM unnest(@ids, @bases, @keys, @wants) WITH ORDINALITY AS w (stream_id, base, entry_key, wants_data, place)
        JOIN map_entry e USING (stream_id, base, entry_key)
        """;

    private const string Upsert =
        """
        INSERT INTO map_entry (stream_id, base, entry_key, number, score, version, version_epoch, expires_at, published_at, is_json, tags, publisher, data)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (stream_id, base, entry_key) DO UPDATE SET number = excluded.number, score = excluded.score, version = excluded.version,
          version_epoch = excluded.version_epoch, expires_at = excluded.expires_at, published_at = excluded.published_at, is_json = excluded.is_json,
          tags = excluded.tags, publisher = excluded.publisher, data = excluded.data
        """;

    private const string Delete =
        """
        DELETE FROM map_entry e USING unnest($1, $2, $3) AS gone (stream_id, base, entry_key)
        WHERE e.stream_id = gone.stream_id AND e.base = gone.base AND e.entry_key = gone.entry_key
        """;

    /// <summary>Finds entries, and counts those past their age.</summary>
    public async ValueTask FindAllAsync(WriteSession session, EntryChanges entries, long now)
    {
        EntrySlot[] slots = [.. entries.Slots];
        await FindAsync(session, slots);
        foreach (var past in entries.Past)
        {
            past.Count = await session.Connection.ExecuteScalarAsync<long>(
                sql.CountPast, new { now, id = past.StreamId, @base = past.Base }, session.Transaction);
        }
    }

    /// <summary>Adds the statements that write what has changed.</summary>
    public static void Store(NpgsqlBatch batch, EntryChanges entries)
    {
        var set = new List<EntryRow>();
        var gone = new List<EntrySlot>();
        foreach (var slot in entries.Slots)
        {
            if (!slot.IsChanged)
            {
                continue;
            }

            if (slot.Current is { } row)
            {
                set.Add(row);
            }
            else
            {
                gone.Add(slot);
            }
        }

        if (set.Count > 0)
        {
            batch.BatchCommands.Add(SetOf(set));
        }

        if (gone.Count > 0)
        {
            batch.BatchCommands.Add(RemovalOf(gone));
        }
    }

    private static async ValueTask FindAsync(WriteSession session, EntrySlot[] slots)
    {
        var wanted = new
        {
            ids = Array.ConvertAll(slots, static slot => slot.StreamId),
            bases = Array.ConvertAll(slots, static slot => slot.Base),
            keys = Array.ConvertAll(slots, static slot => slot.Key),
            wants = Array.ConvertAll(slots, static slot => slot.WantsData),
        };
        await using var rows = await session.Connection.ExecuteReaderAsync(Find, wanted, session.Transaction);
        while (await rows.ReadAsync())
        {
            var slot = slots[rows.GetInt64(0) - 1];
            slot.Load(new EntryRow
            {
                StreamId = slot.StreamId,
                Base = slot.Base,
                Key = slot.Key,
                Number = rows.GetInt64(1),
                Score = rows.GetInt64(2),
                Version = rows.GetInt64(3),
                VersionEpoch = rows.GetFieldValue<byte[]>(4),
                ExpiresAt = rows.IsDBNull(5) ? null : rows.GetInt64(5),
                PublishedAt = rows.GetInt64(6),
                IsJson = rows.GetInt64(7),
                Tags = rows.IsDBNull(8) ? null : rows.GetFieldValue<byte[]>(8),
                Publisher = rows.IsDBNull(9) ? null : rows.GetFieldValue<byte[]>(9),
                Data = rows.IsDBNull(10) ? null : rows.GetFieldValue<byte[]>(10),
            });
        }
    }

    private static NpgsqlBatchCommand SetOf(List<EntryRow> rows)
    {
        var command = new NpgsqlBatchCommand(Upsert);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.StreamId);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Base);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Key);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Number);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Score);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Version);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.VersionEpoch);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.ExpiresAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.PublishedAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.IsJson);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Tags);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Publisher);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Data!.Value);
        return command;
    }

    private static NpgsqlBatchCommand RemovalOf(List<EntrySlot> slots)
    {
        var command = new NpgsqlBatchCommand(Delete);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, slots, static slot => slot.StreamId);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, slots, static slot => slot.Base);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, slots, static slot => slot.Key);
        return command;
    }
}
