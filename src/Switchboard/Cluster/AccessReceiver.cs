using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Security.Access;

namespace Switchboard.Cluster;

/// <summary>Takes over what another node changed about who may do what.</summary>
internal sealed class AccessReceiver(AccessRegistry access, IRecordStore store)
{
    /// <summary>Puts a change into force. Where the nodes share a store, what that says holds: messages of several nodes may cross.</summary>
    public async ValueTask TakeAsync(AccessMessage change, CancellationToken cancellationToken)
    {
        var (kind, id) = (change.Record.Kind, change.Record.Id);
        var gone = store is InMemoryRecordStore ? await FollowAsync(change, cancellationToken) : change.Record;
        if (await store.FindAsync(kind, id, cancellationToken) is { } record)
        {
            access.Apply(record);
        }
        else if (gone is not null)
        {
            access.Remove(gone);
        }
    }

    // This node's own store is to know what the others know. Its revisions are its own.
    private async ValueTask<StoredRecord?> FollowAsync(AccessMessage change, CancellationToken cancellationToken)
    {
        if (change.IsRemoved)
        {
            return await store.RemoveAsync(change.Record.Kind, change.Record.Id, null, cancellationToken);
        }

        await store.PutAsync(change.Record, null, cancellationToken);
        return null;
    }
}
