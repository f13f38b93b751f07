using Switchboard.Storage.Outbox;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>The table of the outbox in SQLite: one statement a row.</summary>
internal sealed class SqliteOutboxTables : IOutboxTables
{
    private const string InsertRow = "INSERT INTO outbox_event (target, event_id, happened_at, bytes, head, data) VALUES (?, ?, ?, ?, ?, ?)";

    private const string RemoveRow = "DELETE FROM outbox_event WHERE number = ? AND event_id = ?";

    /// <inheritdoc/>
    public ValueTask InsertAsync(WriteSession session, List<OutboxRow> rows)
    {
        var statement = ((SqliteWriteSession)session).Statement(InsertRow);
        foreach (var row in rows)
        {
            statement.Bind(1, row.Target);
            statement.Bind(2, row.EventId);
            statement.Bind(3, row.HappenedAt);
            statement.Bind(4, row.Bytes);
            statement.Bind(5, row.Head);
            statement.Bind(6, row.Data.Span);
            statement.Execute();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(WriteSession session, List<(long Number, string EventId)> rows)
    {
        var statement = ((SqliteWriteSession)session).Statement(RemoveRow);
        foreach (var (number, eventId) in rows)
        {
            statement.Bind(1, number);
            statement.Bind(2, eventId);
            statement.Execute();
        }

        return ValueTask.CompletedTask;
    }
}
