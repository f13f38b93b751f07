using Microsoft.Data.Sqlite;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>The items that could not be delivered.</summary>
internal sealed class DeadLetterTable : IDisposable
{
    private readonly Statement _insert;
    private readonly Statement _trim;
    private readonly Statement _select;
    private readonly Statement _deleteAll;
    private readonly int _capacity;

    public DeadLetterTable(SqliteConnection connection, int capacity)
    {
        const string Columns = "kind, channel, data, idempotency_key, attempts, taken_at, reason, error_code, error_message";
        _insert = new(connection, $"INSERT INTO dead_letters ({Columns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)");
        _trim = new(connection, "DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters ORDER BY id LIMIT $0)");
        _select = new(connection, $"SELECT {Columns} FROM dead_letters ORDER BY id LIMIT $0");
        _deleteAll = new(connection, "DELETE FROM dead_letters");
        _capacity = capacity;
        Count = CountIn(connection);
    }

    public int Count { get; set; }

    /// <summary>Keeps an item, in place of the oldest one where there is no room.</summary>
    public void Add(in OutboxLoss loss)
    {
        if (_capacity == 0)
        {
            return;
        }

        if (Count >= _capacity)
        {
            Count -= _trim.Run(Count - _capacity + 1);
        }

        var item = loss.Item;
        _insert.Run(
            (int)item.Kind, item.Channel, item.Data.ToArray(), item.IdempotencyKey, item.Attempts, item.TakenAt,
            (int)loss.Reason, (long)(loss.Error?.Code ?? 0), loss.Error?.Message ?? "");
        Count++;
    }

    /// <summary>The oldest dead letters.</summary>
    public List<OutboxDeadLetter> Read(int limit)
    {
        var letters = new List<OutboxDeadLetter>();
        using var reader = _select.Read(limit);
        while (reader.Read())
        {
            var item = new OutboxItem((OutboxItemKind)reader.GetInt32(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3))
            {
                Attempts = reader.GetInt32(4),
                TakenAt = reader.GetInt64(5),
            };
            letters.Add(new OutboxDeadLetter(item, (OutboxLossReason)reader.GetInt32(6), (uint)reader.GetInt64(7), reader.GetString(8)));
        }

        return letters;
    }

    public int RemoveAll()
    {
        var removed = _deleteAll.Run();
        Count = 0;
        return removed;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _trim.Dispose();
        _select.Dispose();
        _deleteAll.Dispose();
    }

    private static int CountIn(SqliteConnection connection)
    {
        using var statement = new Statement(connection, "SELECT count(*) FROM dead_letters");
        using var reader = statement.Read();
        reader.Read();
        return reader.GetInt32(0);
    }
}
