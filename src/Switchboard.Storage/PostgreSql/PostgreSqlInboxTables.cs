using Npgsql;
using NpgsqlTypes;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.PostgreSql;

/// <summary>The tables of inboxes in PostgreSQL: all rows of a kind in one statement.</summary>
internal sealed class PostgreSqlInboxTables : IInboxTables
{
    // In the order of the owners, so that no two nodes ever deadlock.
    private const string Create =
        """
        INSERT INTO inbox (owner, last, messages, unread)
        SELECT owner, 0, 0, 0 FROM unnest($1) WITH ORDINALITY AS wanted (owner, place) ORDER BY place ON CONFLICT (owner) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE inbox SET last = c.last, messages = c.messages, unread = c.unread
        FROM unnest($1, $2, $3, $4) AS c (id, last, messages, unread) WHERE inbox.id = c.id
        """;

    private const string Insert =
        $"""
        INSERT INTO inbox_message ({InboxSql.MessageColumns})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        ON CONFLICT (message_id) DO NOTHING RETURNING inbox_id, number
        """;

    /// <inheritdoc/>
    public async ValueTask CreateAsync(WriteSession session, string[] owners)
    {
        await using var command = CommandOf(session, Create);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = owners, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask InsertAsync(WriteSession session, List<MessageRow> messages, bool[] isNew)
    {
        await using var command = CommandOf(session, Insert);
        AddMessages(command, messages);
        var inserted = new HashSet<(long InboxId, long Number)>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                inserted.Add((reader.GetInt64(0), reader.GetInt64(1)));
            }
        }

        for (var i = 0; i < messages.Count; i++)
        {
            isNew[i] = inserted.Contains((messages[i].InboxId, messages[i].Number));
        }
    }

    /// <inheritdoc/>
    public async ValueTask UpdateAsync(WriteSession session, IReadOnlyCollection<InboxRow> inboxes)
    {
        List<InboxRow> rows = [.. inboxes];
        await using var command = CommandOf(session, Update);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Id);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Last);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Messages);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Unread);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand CommandOf(WriteSession session, string sql)
        => new(sql, (NpgsqlConnection)session.Connection, (NpgsqlTransaction?)session.Transaction);

    private static void AddMessages(NpgsqlCommand command, List<MessageRow> rows)
    {
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.InboxId);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Number);
        command.Parameters.AddColumn(NpgsqlDbType.Text, rows, static row => row.MessageId);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.SenderKind);
        command.Parameters.AddColumn(NpgsqlDbType.Text, rows, static row => row.Sender);
        command.Parameters.AddColumn(NpgsqlDbType.Text, rows, static row => row.Kind);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.State);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Place);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.Receipt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.AcceptedAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.DeliveredAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.ReadAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.EndedAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.ExpiresAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.DueAt);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.RememberFor);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, rows, static row => row.IsJson);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Data);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Tags);
        command.Parameters.AddColumn(NpgsqlDbType.Bytea, rows, static row => row.Publisher);
    }
}
