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
        var record = store is InMemoryRecordStore
            ? (change.IsRemoved ? null : change.Record)
            : await store.FindAsync(change.Record.Kind, change.Record.Id, cancellationToken);
        if (record is null)
        {
            access.Remove(change.Record);
        }
        else
        {
            access.Apply(record);
        }
    }
}
