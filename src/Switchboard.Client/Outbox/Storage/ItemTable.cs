using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>The items to be sent, in the order in which they were added.</summary>
internal sealed class ItemTable : IDisposable
{
    /// <summary>The most that is read at once, beyond the first item: a backlog of days must not fill the memory.</summary>
    private const int MaxBytesRead = 1024 * 1024;

    private const string Columns = "id, kind, channel, data, idempotency_key, attempts, taken_at";

    private readonly Statement _insert;
    private readonly Statement _delete;
    private readonly Statement _setAttempts;
    private readonly Statement _selectOldest;
    private readonly Statement _selectOlder;
    private readonly Statement _selectOldestTime;

    public ItemTable(SqliteConnection connection)
    {
        _insert = new(connection, "INSERT INTO items (kind, channel, data, idempotency_key, attempts, taken_at) VALUES ($0, $1, $2, $3, $4, $5)");
        _delete = new(connection, "DELETE FROM items WHERE id = $0");
        _setAttempts = new(connection, "UPDATE items SET attempts = $0 WHERE id = $1");
        _selectOldest = new(connection, $"SELECT {Columns} FROM items ORDER BY id LIMIT $0");
        _selectOlder = new(connection, $"SELECT {Columns} FROM items WHERE taken_at < $0 ORDER BY id LIMIT 1000");
        _selectOldestTime = new(connection, "SELECT taken_at FROM items ORDER BY id LIMIT 1");
        Count = Sum(connection);
    }

    /// <summary>How many items there are, and their size together.</summary>
    public ItemCount Count { get; set; }

    public void Add(OutboxItem item)
    {
        var data = MemoryMarshal.TryGetArray(item.Data, out var segment) && segment.Array!.Length == segment.Count ? segment.Array : item.Data.ToArray();
        _insert.Run((int)item.Kind, item.Channel, data, item.IdempotencyKey, item.Attempts, item.TakenAt);
        Count = new(Count.Items + 1, Count.Bytes + item.Size);
    }

    /// <summary>Removes an item, unless it is gone already.</summary>
    public void Remove(OutboxItem item)
    {
        if (_delete.Run(item.Id) > 0)
        {
            Count = new(Count.Items - 1, Count.Bytes - item.Size);
        }
    }

    public void SetAttempts(OutboxItem item, int attempts) => _setAttempts.Run(attempts, item.Id);

    /// <summary>The oldest items, as many as fit into the memory that they may take, and one at least where there is one.</summary>
    public List<OutboxItem> ReadOldest(int limit) => Select(_selectOldest, limit);

    /// <summary>Items that were added before a time.</summary>
    public List<OutboxItem> ReadOlderThan(long time) => Select(_selectOlder, time);

    public long? OldestTakenAt()
    {
        using var reader = _selectOldestTime.Read();
        return reader.Read() ? reader.GetInt64(0) : null;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _delete.Dispose();
        _setAttempts.Dispose();
        _selectOldest.Dispose();
        _selectOlder.Dispose();
        _selectOldestTime.Dispose();
    }

    private static ItemCount Sum(SqliteConnection connection)
    {
        using var statement = new Statement(connection, "SELECT count(*), coalesce(sum(length(data) + length(CAST(channel AS BLOB))), 0) FROM items");
        using var reader = statement.Read();
        reader.Read();
        return new(reader.GetInt32(0), reader.GetInt64(1));
    }

    private static List<OutboxItem> Select(Statement statement, long parameter)
    {
        var items = new List<OutboxItem>();
        var bytes = 0L;
        using var reader = statement.Read(parameter);
        while (bytes < MaxBytesRead && reader.Read())
        {
            var item = new OutboxItem((OutboxItemKind)reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetString(4))
            {
                Id = reader.GetInt64(0),
                Attempts = reader.GetInt32(5),
                TakenAt = reader.GetInt64(6),
            };
            bytes += item.Size;
            items.Add(item);
        }

        return items;
    }
}

/// <summary>How many items there are, and their size together.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemCount(int Items, long Bytes);
