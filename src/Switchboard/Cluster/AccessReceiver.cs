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
        if (store is InMemoryRecordStore)
        {
            // This node's own: it is to know what the others know.
            await (change.IsRemoved ? RemoveAsync(kind, id, cancellationToken) : PutAsync(change.Record, cancellationToken));
        }

        var record = await store.FindAsync(kind, id, cancellationToken);
        if (record is null)
        {
            access.Remove(change.Record);
        }
        else
        {
            access.Apply(record);
        }
    }

    private async ValueTask PutAsync(StoredRecord record, CancellationToken cancellationToken) => await store.PutAsync(record, null, cancellationToken);

    private async ValueTask RemoveAsync(string kind, string id, CancellationToken cancellationToken) => await store.RemoveAsync(kind, id, null, cancellationToken);
}
