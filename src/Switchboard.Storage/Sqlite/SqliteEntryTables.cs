using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Sqlite;

/// <summary>The table of entries in SQLite.</summary>
internal sealed class SqliteEntryTables(EntrySql sql)
{
    private const string Find =
        "SELECT number, score, version, version_epoch, expires_at, published_at, is_json, tags, publisher, CASE WHEN ?4 THEN data END FROM map_entry "
        + "WHERE stream_id = ?1 AND base = ?2 AND entry_key = ?3";

    private const string Insert =
        "INSERT INTO map_entry (number, version, version_epoch, published_at, is_json, tags, publisher, data, stream_id, base, entry_key, score, expires_at) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string Update = $"UPDATE map_entry SET {Changed} {Where}";

    // Whatever is named here is written anew in its index.
    private const string Move = $"UPDATE map_entry SET {Changed}, score = ?12, expires_at = ?13 {Where}";

    private const string Delete = "DELETE FROM map_entry WHERE stream_id = ? AND base = ? AND entry_key = ?";

    private const string Changed = "number = ?1, version = ?2, version_epoch = ?3, published_at = ?4, is_json = ?5, tags = ?6, publisher = ?7, data = ?8";
    private const string Where = "WHERE stream_id = ?9 AND base = ?10 AND entry_key = ?11";
    private const int IndexedColumns = 12;

    /// <summary>Finds entries, and counts those past their age.</summary>
    public void FindAll(SqliteWriteSession session, EntryChanges entries, long now)
    {
        var statement = session.Statement(Find);
        foreach (var slot in entries.Slots)
        {
            statement.Bind(1, slot.StreamId);
            statement.Bind(2, slot.Base);
            statement.Bind(3, slot.Key);
            statement.Bind(4, slot.WantsData ? 1 : 0);
            if (statement.Step())
            {
                slot.Load(Read(statement, slot));
            }

            statement.Reset();
        }

        foreach (var past in entries.Past)
        {
            past.Count = Count(session.Statement(sql.CountPast), past, now);
        }
    }

    /// <summary>Writes what has changed.</summary>
    public static void Store(SqliteWriteSession session, EntryChanges entries)
    {
        foreach (var slot in entries.Slots)
        {
            if (!slot.IsChanged)
            {
                continue;
            }

            if (slot.Current is { } row)
            {
                Write(session, row, slot.Found);
            }
            else
            {
                Remove(session.Statement(Delete), slot);
            }
        }
    }

    private static EntryRow Read(SqliteStatement statement, EntrySlot slot) => new()
    {
        StreamId = slot.StreamId,
        Base = slot.Base,
        Key = slot.Key,
        Number = statement.Int64(0),
        Score = statement.Int64(1),
        Version = statement.Int64(2),
        VersionEpoch = statement.Bytes(3),
        ExpiresAt = statement.NullableInt64(4),
        PublishedAt = statement.Int64(5),
        IsJson = statement.Int64(6),
        Tags = statement.NullableBytes(7),
        Publisher = statement.NullableBytes(8),
        Data = slot.WantsData ? statement.Bytes(9) : null,
    };

    private static long Count(SqliteStatement statement, PastCount past, long now)
    {
        statement.Bind("@now", now);
        statement.Bind("@id", past.StreamId);
        statement.Bind("@base", past.Base);
        statement.Step();
        var count = statement.Int64(0);
        statement.Reset();
        return count;
    }

    private static void Write(SqliteWriteSession session, EntryRow row, EntryRow? found)
    {
        var moves = found is not null && (found.Score, found.ExpiresAt) != (row.Score, row.ExpiresAt);
        var statement = session.Statement(found is null ? Insert : moves ? Move : Update);
        statement.Bind(1, row.Number);
        statement.Bind(2, row.Version);
        statement.Bind(3, row.VersionEpoch);
        statement.Bind(4, row.PublishedAt);
        statement.Bind(5, row.IsJson);
        statement.BindNullable(6, row.Tags);
        statement.BindNullable(7, row.Publisher);
        statement.Bind(8, row.Data!.Value.Span);
        statement.Bind(9, row.StreamId);
        statement.Bind(10, row.Base);
        statement.Bind(11, row.Key);
        if (found is null || moves)
        {
            statement.Bind(IndexedColumns, row.Score);
            statement.BindNullable(IndexedColumns + 1, row.ExpiresAt);
        }

        statement.Execute();
    }

    private static void Remove(SqliteStatement statement, EntrySlot slot)
    {
        statement.Bind(1, slot.StreamId);
        statement.Bind(2, slot.Base);
        statement.Bind(3, slot.Key);
        statement.Execute();
    }
}
