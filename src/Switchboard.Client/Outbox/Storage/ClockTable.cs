using Microsoft.Data.Sqlite;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>Keeps the file's own time from one program to the next.</summary>
internal sealed class ClockTable : IDisposable
{
    // After a crash an item can be younger than it is by this much at most.
    private const long Period = 1000;

    private readonly Statement _write;
    private long? _writtenAt;

    public ClockTable(SqliteConnection connection, TimeProvider time)
    {
        _write = new(connection, "INSERT OR REPLACE INTO clock (id, now, wall) VALUES (1, $0, $1)");
        Clock = Load(connection, time);
    }

    public OutboxClock Clock { get; }

    /// <summary>Stores the time, unless that was done a moment ago.</summary>
    public void Write()
    {
        var now = Clock.Now;
        if (_writtenAt is null || now >= _writtenAt + Period)
        {
            _write.Run(now, Clock.Wall);
            _writtenAt = now;
        }
    }

    public void Dispose() => _write.Dispose();

    private static OutboxClock Load(SqliteConnection connection, TimeProvider time)
    {
        using var statement = new Statement(connection, "SELECT max(now, coalesce((SELECT max(taken_at) FROM items), 0)), wall FROM clock");
        using var reader = statement.Read();
        return reader.Read() ? new OutboxClock(time, reader.GetInt64(0), reader.GetInt64(1)) : OutboxClock.Create(time);
    }
}
