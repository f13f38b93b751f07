using Dapper;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>Removes what is past its time, in portions, so that calls wait for none of it.</summary>
internal sealed class CallResultSweep(TimeProvider time) : IWriteHandler
{
    private const int Portion = 500;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var due = new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), limit = Portion };
        var count = await session.Connection.ExecuteAsync(CallResultSql.Sweep, due, session.Transaction);
        foreach (var write in writes.Cast<CallResultSweepWrite>())
        {
            write.IsMore = count == Portion;
        }
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes.Cast<CallResultSweepWrite>())
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
