using System.Data.Common;
using Dapper;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>The writes to inboxes that share a transaction. Each inbox is locked while it is open.</summary>
internal sealed class InboxBatch(WriteSession session, IInboxTables tables, SqlDialect dialect, long now)
{
    // Databases limit the parameters of a statement.
    private const int MaxOwners = 500;

    private readonly Dictionary<string, InboxRow> _inboxes = new(StringComparer.Ordinal);
    private readonly HashSet<InboxRow> _changed = [];

    /// <summary>The time of the transaction, in Unix milliseconds.</summary>
    public long Now => now;

    /// <summary>Opens inboxes, always in the same order, so that no two nodes ever deadlock.</summary>
    /// <param name="owners">The owners in ordinal order, and whether an inbox is made where there is none.</param>
    public async ValueTask OpenAsync(SortedDictionary<string, bool> owners)
    {
        await LoadAsync([.. owners.Keys]);
        string[] missing = [.. owners.Where(entry => entry.Value && !_inboxes.ContainsKey(entry.Key)).Select(static entry => entry.Key)];
        if (missing.Length > 0)
        {
            await tables.CreateAsync(session, missing);
            await LoadAsync(missing);
        }
    }

    /// <summary>An open inbox; null where there is none.</summary>
    public InboxRow? Find(string owner) => _inboxes.GetValueOrDefault(owner);

    /// <summary>Puts messages in, whose numbers are given already.</summary>
    /// <returns>For each of them, whether it is new: others' ids are known.</returns>
    public async ValueTask<bool[]> InsertAsync(List<MessageRow> messages)
    {
        var isNew = new bool[messages.Count];
        await tables.InsertAsync(session, messages, isNew);
        for (var i = 0; i < isNew.Length; i++)
        {
            if (isNew[i])
            {
                var inbox = _inboxes[messages[i].Owner];
                inbox.Messages++;
                inbox.Unread++;
                _changed.Add(inbox);
            }
        }

        return isNew;
    }

    /// <summary>Reads rows.</summary>
    public async ValueTask<List<MessageRow>> QueryAsync(string sql, object parameters)
        => await Connection.QueryRowsAsync<MessageRow>(dialect.Translate(sql), parameters, session.Transaction);

    /// <summary>Counts the unread messages of an inbox. What is past its time and not yet swept does not count.</summary>
    public async ValueTask<long> CountUnreadAsync(InboxRow inbox)
        => inbox.Unread - await Connection.ExecuteScalarAsync<long>(dialect.Translate(InboxSql.CountDue), new { id = inbox.Id, now }, session.Transaction);

    /// <summary>Writes a message that has changed.</summary>
    public async ValueTask UpdateAsync(InboxRow inbox, MessageRow message, MessagePlace before)
    {
        var after = (MessagePlace)message.Place;
        await (after == MessagePlace.Gone ? RemoveAsync(message) : ExecuteAsync(InboxSql.Update, message));
        inbox.Count(before, after);
        if (before != after)
        {
            _changed.Add(inbox);
        }
    }

    /// <summary>Takes a message out whose time is over.</summary>
    public async ValueTask EndAsync(InboxRow inbox, MessageRow message, long at)
    {
        var before = (MessagePlace)message.Place;
        message.End(at);
        await UpdateAsync(inbox, message, before);
    }

    /// <summary>Executes a statement.</summary>
    public Task<int> ExecuteAsync(string sql, object parameters) => Connection.ExecuteAsync(sql, parameters, session.Transaction);

    /// <summary>Writes the counts of the inboxes that have changed.</summary>
    public async ValueTask CloseAsync()
    {
        if (_changed.Count > 0)
        {
            await tables.UpdateAsync(session, _changed);
        }
    }

    private DbConnection Connection => session.Connection;

    private async ValueTask LoadAsync(string[] owners)
    {
        foreach (var some in owners.Chunk(MaxOwners))
        {
            foreach (var inbox in await Connection.QueryRowsAsync<InboxRow>(dialect.Translate(InboxSql.FindInboxes), new { owners = some }, session.Transaction))
            {
                _inboxes[inbox.Owner] = inbox;
            }
        }
    }

    private Task<int> RemoveAsync(MessageRow message) => ExecuteAsync(InboxSql.Remove, new
    {
        message.State,
        message.Place,
        message.Receipt,
        message.DeliveredAt,
        message.ReadAt,
        message.EndedAt,
        message.DueAt,
        nothing = Array.Empty<byte>(),
        message.InboxId,
        message.Number,
    });
}
