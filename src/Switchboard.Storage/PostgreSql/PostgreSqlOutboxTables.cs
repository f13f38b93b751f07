using Npgsql;
using NpgsqlTypes;
using Switchboard.Storage.Outbox;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.PostgreSql;

/// <summary>The table of the outbox in PostgreSQL: all rows in one statement.</summary>
internal sealed class PostgreSqlOutboxTables : IOutboxTables
{
    private const string InsertRows =
        """
        INSERT INTO outbox_event (target, event_id, happened_at, bytes, head, data)
        SELECT target, event_id, happened_at, bytes, head, data FROM unnest($1, $2, $3, $4, $5, $6)
          WITH ORDINALITY AS happened (target, event_id, happened_at, bytes, head, data, place) ORDER BY place
        """;

    private const string RemoveRows = "DELETE FROM outbox_event USING unnest($1, $2) AS done (number, event_id) WHERE outbox_event.number = done.number AND outbox_event.event_id = done.event_id";

    /// <inheritdoc/>
    public async ValueTask InsertAsync(WriteSession session, List<OutboxRow> rows)
    {
        await using var command = CommandOf(session, InsertRows);
        command.Parameters.AddColumn(NpgsqlDbType.Text, rows, static row => row.Target);
        command.Parameters.AddColumn(NpgsqlDbType.Text, rows, static row => row.EventId);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.HappenedAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Bytes);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Head);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Data);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(WriteSession session, List<(long Number, string EventId)> rows)
    {
        await using var command = CommandOf(session, RemoveRows);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Number);
        command.Parameters.AddColumn(NpgsqlDbType.Text, rows, static row => row.EventId);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand CommandOf(WriteSession session, string sql) => new(sql, (NpgsqlConnection)session.Connection, (NpgsqlTransaction?)session.Transaction);
}
