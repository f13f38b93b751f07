using System.Data.Common;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>Inboxes in a database.</summary>
internal sealed class DurableInboxStore(IInboxTables tables, SqlDialect dialect, CommitQueue commits, StoreReader reader, TimeProvider time) : IDurableInboxStore
{
    private const int PortionRows = 64;

    private readonly InboxWriteHandler _handler = new(tables, dialect, time);

    /// <inheritdoc/>
    public async ValueTask<bool> AppendAsync(InboxAppend append, CancellationToken cancellationToken)
    {
        StoreText.Check(append.User, "user");
        StoreText.Check(append.Id, "id");
        StoreText.Check(append.Sender.UserId, "sender");
        StoreText.Check(append.Kind, "kind");
        return await commits.SubmitAsync(new AppendMessageWrite(_handler, append), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<InboxPage> ReadAsync(string user, InboxRead read, CancellationToken cancellationToken)
    {
        StoreText.Check(user, "user");
        StoreText.Check(read.Kind, "kind");
        return await reader.ReadAsync(connection => ReadAsync(connection, user, read), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<InboxMarked> MarkAsync(string user, IReadOnlyCollection<string> ids, InboxMark mark, CancellationToken cancellationToken)
    {
        StoreText.Check(user, "user");
        StoreText.Check(ids, "ids");
        return await commits.SubmitAsync(new MarkWrite(_handler, user, [.. ids.Distinct(StringComparer.Ordinal)], mark), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageReceipt>> FindAsync(MessageSender sender, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        StoreText.Check(ids, "ids");
        return await reader.ReadAsync(connection => FindAsync(connection, sender, ids), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageReceipt>> ReadDueAsync(bool forServices, int limit, CancellationToken cancellationToken)
    {
        var sql = forServices ? InboxSql.FindDueServiceReceipts : InboxSql.FindDueReceipts;
        return reader.ReadAsync<IReadOnlyList<MessageReceipt>>(
            async connection => [.. (await connection.QueryRowsAsync<MessageRow>(sql, new { limit })).Select(static row => row.ToReceipt())], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(IReadOnlyCollection<MessageReceipt> receipts, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new SettleWrite(_handler, receipts), cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<InboxPage> ReadAsync(DbConnection connection, string user, InboxRead read)
    {
        var now = Now();
        var inbox = await connection.QueryRowAsync<InboxRow>(dialect.Translate(InboxSql.Unread), new { user, now });
        if (inbox is null || read.Limit <= 0)
        {
            return new InboxPage([], inbox?.Unread ?? 0, 0);
        }

        var messages = new List<InboxMessage>();
        var cursor = await ReadAsync(connection, inbox.Id, read, now, messages);
        return new InboxPage(messages, inbox.Unread, cursor);
    }

    /// <summary>Reads messages until they are enough, in portions, and returns where the next page begins; 0 where there is none.</summary>
    private async Task<long> ReadAsync(DbConnection connection, long id, InboxRead read, long now, List<InboxMessage> into)
    {
        var budget = new ByteBudget(read.MaxBytes);
        while (true)
        {
            // One more than wanted tells whether there is more.
            var portion = Math.Min(read.Limit - into.Count + 1, PortionRows);
            var parameters = new { id, kind = read.Kind, cursor = read.Cursor, now, limit = portion };
            var rows = await connection.QueryRowsAsync<MessageRow>(dialect.Translate(InboxSql.Page(read)), parameters);
            foreach (var row in rows)
            {
                var message = row.ToMessage();
                if (into.Count == read.Limit || !budget.TryTake(message.Publication.ApproximateBytes))
                {
                    return read.Cursor;
                }

                into.Add(message);
                read = read with { Cursor = row.Number };
            }

            if (rows.Count < portion)
            {
                return 0;
            }
        }
    }

    private async Task<IReadOnlyList<MessageReceipt>> FindAsync(DbConnection connection, MessageSender sender, IReadOnlyCollection<string> ids)
    {
        var now = Now();
        var rows = await connection.QueryRowsAsync<MessageRow>(dialect.Translate(InboxSql.FindByIds), new { ids = ids.ToArray() });
        return [.. rows.Where(row => row.SenderKind == (long)sender.Kind && row.Sender == sender.UserId).Select(row => StateOf(row, now))];
    }

    private static MessageReceipt StateOf(MessageRow row, long now)
    {
        if (row.Place != (long)MessagePlace.Gone && row.DueAt <= now)
        {
            // The sweep comes later.
            row.End(row.DueAt);
        }

        return row.ToReceipt();
    }
}
