using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>Carries out the writes to inboxes, one after the other.</summary>
internal sealed class InboxWriter(SqlDialect dialect, TimeProvider time) : IWriteHandler
{
    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var batch = new InboxBatch(session, dialect, time.GetUtcNow().ToUnixTimeMilliseconds());
        await batch.OpenAsync(OwnersOf(writes));
        foreach (var write in writes.Cast<IInboxWrite>())
        {
            await write.ExecuteAsync(batch);
        }

        await batch.CloseAsync();
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            ((IInboxWrite)write).Complete();
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        // Nothing is remembered.
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
