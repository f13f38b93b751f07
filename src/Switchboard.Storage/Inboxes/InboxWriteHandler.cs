using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>Carries out the writes to inboxes, one after the other.</summary>
internal sealed class InboxWriteHandler(SqlDialect dialect, TimeProvider time) : WriteHandler
{
    /// <inheritdoc/>
    public override async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var batch = new InboxBatch(session, dialect, time.GetUtcNow().ToUnixTimeMilliseconds());
        await batch.OpenAsync(OwnersOf(writes));
        foreach (var write in writes.Cast<IInboxWrite>())
        {
            await write.ExecuteAsync(batch);
        }

        await batch.CloseAsync();
    }

    private static SortedDictionary<string, bool> OwnersOf(IReadOnlyList<StoreWrite> writes)
    {
        var owners = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var write in writes.Cast<IInboxWrite>())
        {
            foreach (var owner in write.Owners)
            {
                owners[owner] = write.NeedsInbox || owners.GetValueOrDefault(owner);
            }
        }

        return owners;
    }
}
