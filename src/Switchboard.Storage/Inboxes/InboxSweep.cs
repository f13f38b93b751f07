using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>Takes out of the inboxes what is past its time, and off the disk what is no longer remembered.</summary>
/// <remarks>Pages and counts do not depend on it; receipts of expiry do.</remarks>
internal sealed class InboxSweep(IInboxTables tables, SqlDialect dialect, TimeProvider time) : SweepHandler(time)
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> SweepAsync(WriteSession session, long now)
    {
        var limits = new { now, limit = BatchSize };
        var owners = await session.Connection.QueryRowsAsync<string>(dialect.Translate(InboxSql.FindDueOwners), limits, session.Transaction);
        var batch = new InboxBatch(session, tables, dialect, now);
        await batch.OpenAsync(new SortedDictionary<string, bool>(owners.ToDictionary(static owner => owner, static _ => false, StringComparer.Ordinal), StringComparer.Ordinal));
        var due = await batch.QueryAsync(InboxSql.FindDue, limits);
        foreach (var message in due)
        {
            await SweepAsync(batch, message);
        }

        await batch.CloseAsync();
        return due.Count == BatchSize;
    }

    private static async ValueTask SweepAsync(InboxBatch batch, MessageRow message)
    {
        // Another node may have swept some since the inboxes were opened; the messages behind those are left for the next batch.
        if (batch.Find(message.Owner) is not { } inbox)
        {
            return;
        }

        if (message.Place == (long)MessagePlace.Gone)
        {
            await batch.ExecuteAsync(InboxSql.Delete, message);
        }
        else
        {
            await batch.EndAsync(inbox, message, message.DueAt);
        }
    }
}
