using System.Data.Common;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Reads, beside the writer. A database that is away is answered as it is for writes.</summary>
internal sealed class StoreReader(StoreDatabase database, StoreHealth health)
{
    /// <summary>Reads with a connection that is the caller's meanwhile.</summary>
    /// <exception cref="SwitchboardException">The database is away (108).</exception>
    public async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(read, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && (!health.IsAvailable || database.IsUnavailable(exception)))
        {
            // Before the store was opened for the first time, its tables may not be there yet.
            throw StoreErrors.NotAvailable(exception);
        }
    }
}
