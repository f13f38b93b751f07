using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>The tables of inboxes in SQLite: one statement a row, since there is no round trip to save.</summary>
internal sealed class SqliteInboxTables : IInboxTables
{
    private const string Create = "INSERT INTO inbox (owner, last, messages, unread) VALUES (?, 0, 0, 0) ON CONFLICT (owner) DO NOTHING";

    private const string Update = "UPDATE inbox SET last = ?, messages = ?, unread = ? WHERE id = ?";

    private const string Insert =
        $"INSERT INTO inbox_message ({InboxSql.MessageColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_id) DO NOTHING";

    /// <inheritdoc/>
    public ValueTask CreateAsync(WriteSession session, string[] owners)
    {
        var statement = ((SqliteWriteSession)session).Statement(Create);
        foreach (var owner in owners)
        {
            statement.Bind(1, owner);
            statement.Execute();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask InsertAsync(WriteSession session, List<MessageRow> messages, bool[] isNew)
    {
        var statement = ((SqliteWriteSession)session).Statement(Insert);
        for (var i = 0; i < messages.Count; i++)
        {
            Bind(statement, messages[i]);
            isNew[i] = statement.Execute() > 0;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask UpdateAsync(WriteSession session, IReadOnlyCollection<InboxRow> inboxes)
    {
        var statement = ((SqliteWriteSession)session).Statement(Update);
        foreach (var inbox in inboxes)
        {
            statement.Bind(1, inbox.Last);
            statement.Bind(2, inbox.Messages);
            statement.Bind(3, inbox.Unread);
            statement.Bind(4, inbox.Id);
            statement.Execute();
        }

        return ValueTask.CompletedTask;
    }

    private static void Bind(SqliteStatement statement, MessageRow row)
    {
        statement.Bind(1, row.InboxId);
        statement.Bind(2, row.Number);
        statement.Bind(3, row.MessageId);
        statement.Bind(4, row.SenderKind);
        statement.Bind(5, row.Sender);
        statement.Bind(6, row.Kind);
        statement.Bind(7, row.State);
        statement.Bind(8, row.Place);
        statement.Bind(9, row.Receipt);
        statement.Bind(10, row.AcceptedAt);
        statement.Bind(11, row.DeliveredAt);
        statement.Bind(12, row.ReadAt);
        statement.Bind(13, row.EndedAt);
        statement.Bind(14, row.ExpiresAt);
        statement.Bind(15, row.DueAt);
        statement.Bind(16, row.RememberFor);
        statement.Bind(17, row.IsJson);
        statement.Bind(18, row.Data);
        statement.BindNullable(19, row.Tags);
        statement.BindNullable(20, row.Publisher);
    }
}
