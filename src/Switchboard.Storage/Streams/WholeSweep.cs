using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Takes wholes from the disk that are past their time. Readers do not depend on it.</summary>
internal sealed class WholeSweep(SqlDialect dialect, TimeProvider time) : SweepHandler(time)
{
    private const int AtOnce = 50;

    private readonly string _findDue = dialect.Translate(
        $"SELECT {WholeTables.Columns} FROM whole WHERE kept_until <= @now ORDER BY kept_until LIMIT {AtOnce} {{skip locked}}");

    /// <inheritdoc/>
    /// <remarks>As for streams: it takes what locks are free.</remarks>
    public override int Order => 1;

    /// <inheritdoc/>
    protected override async ValueTask<bool> SweepAsync(WriteSession session, long now)
    {
        var due = await session.Connection.QueryRowsAsync<WholeRow>(_findDue, new { now }, session.Transaction);
        foreach (var whole in due)
        {
            await WholeTables.RemoveAsync(session, whole.StreamId, whole.Created);
        }

        return due.Count == AtOnce;
    }
}
