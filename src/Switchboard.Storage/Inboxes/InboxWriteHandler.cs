using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>Carries out the writes to inboxes in their order. New messages that follow each other are put in at once.</summary>
internal sealed class InboxWriteHandler(IInboxTables tables, SqlDialect dialect, TimeProvider time) : WriteHandler
{
    /// <inheritdoc/>
    public override async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var batch = new InboxBatch(session, tables, dialect, time.GetUtcNow().ToUnixTimeMilliseconds());
        await batch.OpenAsync(OwnersOf(writes));
        var appends = new List<AppendMessageWrite>();
        foreach (var write in writes)
        {
            if (write is AppendMessageWrite append)
            {
                appends.Add(append);
                continue;
            }

            await AppendAsync(appends, batch);
            await ((IInboxStep)write).ExecuteAsync(batch);
        }

        await AppendAsync(appends, batch);
        await batch.CloseAsync();
    }

    private static async ValueTask AppendAsync(List<AppendMessageWrite> appends, InboxBatch batch)
    {
        if (appends.Count == 0)
        {
            return;
        }

        var messages = new List<MessageRow>(appends.Count);
        foreach (var append in appends)
        {
            messages.Add(append.ToRow(batch));
        }

        var isNew = await batch.InsertAsync(messages);
        for (var i = 0; i < isNew.Length; i++)
        {
            appends[i].Result = isNew[i];
            if (isNew[i])
            {
                await appends[i].MakeRoomAsync(batch);
            }
        }

        appends.Clear();
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
