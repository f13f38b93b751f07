using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Applies <see cref="HeldNamespaces"/> while the store is open.</summary>
internal sealed class NamespaceWriter(HeldNamespaces namespaces, IStreamRows rows) : IWriteHandler
{
    /// <inheritdoc/>
    /// <remarks>What is published into a namespace behind its change must be in its new streams.</remarks>
    public int Turn => -1;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        await namespaces.ApplyAsync(session);
        rows.Reset();
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            ((NamespaceWrite)write).Complete(result: true);
        }
    }

    /// <inheritdoc/>
    public void Reset() => rows.Reset();
}
