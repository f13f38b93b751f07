using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>Takes out of the inboxes what is past its time, and off the disk what is no longer remembered. In portions, so that messages wait for none of it.</summary>
/// <remarks>Pages and counts do not depend on it; receipts of expiry do.</remarks>
internal sealed class InboxSweep(SqlDialect dialect, TimeProvider time) : IWriteHandler
{
    private const int Portion = 500;

    private const string FindOwners =
        "SELECT DISTINCT i.owner FROM (SELECT inbox_id FROM inbox_message WHERE due_at <= @now ORDER BY due_at LIMIT @limit) AS due JOIN inbox i ON i.id = due.inbox_id";

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var owners = await session.Connection.ListAsync<string>(FindOwners, new { now, limit = Portion }, session.Transaction);
        var batch = new InboxBatch(session, dialect, now);
        await batch.OpenAsync(new SortedDictionary<string, bool>(owners.ToDictionary(static owner => owner, static _ => false, StringComparer.Ordinal), StringComparer.Ordinal));
        var left = Portion;
        foreach (var owner in owners.TakeWhile(_ => left > 0))
        {
            left -= await SweepAsync(batch, batch.Find(owner)!, left);
        }

        await batch.CloseAsync();
        foreach (var write in writes)
        {
            ((InboxSweepWrite)write).IsMore = left <= 0;
        }
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            ((InboxSweepWrite)write).Complete();
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        // Nothing is remembered.
    }

    private static async ValueTask<int> SweepAsync(InboxBatch batch, InboxRow inbox, int limit)
    {
        var due = await batch.QueryAsync(InboxSql.FindDue, new { now = batch.Now, id = inbox.Id, limit });
        foreach (var message in due)
        {
            if (message.Place == (long)MessagePlace.Gone)
            {
                await batch.ExecuteAsync(InboxSql.Forget, message);
            }
            else
            {
                await batch.EndAsync(inbox, message, message.DueAt);
            }
        }

        return due.Count;
    }
}
