using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>Carries out the writes about calls' results, one after the other.</summary>
internal sealed class CallResultWriter(TimeProvider time) : IWriteHandler
{
    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var write in writes.Cast<ICallResultWrite>())
        {
            await write.ExecuteAsync(session, now);
        }
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes.Cast<ICallResultWrite>())
        {
            write.Complete();
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        // Nothing is remembered.
    }
}
