using Dapper;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Records;

/// <summary>Removes records that are past their time.</summary>
internal sealed class RecordSweep(TimeProvider time) : SweepHandler(time)
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> SweepAsync(WriteSession session, long now)
        => await session.Connection.ExecuteAsync(RecordSql.Sweep, new { now, limit = BatchSize }, session.Transaction) == BatchSize;
}
