using Dapper;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Calls;

/// <summary>Removes results that are past their time.</summary>
internal sealed class CallResultSweep(TimeProvider time) : SweepHandler(time)
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> SweepAsync(WriteSession session, long now)
        => await session.Connection.ExecuteAsync(CallResultSql.Sweep, new { now, limit = BatchSize }, session.Transaction) == BatchSize;
}
