using Dapper;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Learns by a write whether the store can be written to: a disk that is full can still be read.</summary>
internal static class StoreProbe
{
    /// <summary>Writes, together with what is to be done at each opening, and commits.</summary>
    public static async ValueTask WriteAsync(WriteSession session, Func<WriteSession, ValueTask> opened, TimeProvider time, CancellationToken cancellationToken)
    {
        await session.BeginAsync(cancellationToken);
        try
        {
            await session.Connection.ExecuteAsync(
                "UPDATE probe SET written_at = @now WHERE id = 1",
                new { now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                session.Transaction);
            await opened(session);
            await session.CommitAsync(cancellationToken);
        }
        catch
        {
            await session.RollbackAsync();
            throw;
        }
    }
}
