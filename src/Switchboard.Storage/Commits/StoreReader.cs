using System.Data.Common;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Reads, beside the writer. A database that is away is answered as it is for writes.</summary>
internal sealed class StoreReader(StoreDatabase database, CommitQueue commits, StoreHealth health, StoreGate gate)
{
    /// <summary>Reads with a connection that is the caller's meanwhile.</summary>
    /// <exception cref="SwitchboardException">The database is away or damaged (108), or cannot look for such a thing (107).</exception>
    public async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        if (!gate.IsOpen)
        {
            await gate.WaitAsync(cancellationToken);
        }

        try
        {
            return await database.ReadAsync(read, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or SwitchboardException))
        {
            if (AnswerTo(exception) is { } answer)
            {
                throw answer;
            }

            throw;
        }
    }

    private SwitchboardException? AnswerTo(Exception exception)
    {
        var failure = database.Classify(exception);
        if (failure == StoreFailure.Damaged)
        {
            commits.ReportDamage(exception);
        }

        if (failure is StoreFailure.Away or StoreFailure.Missing or StoreFailure.Damaged)
        {
            return StoreErrors.NotAvailable(failure, exception);
        }

        if (failure == StoreFailure.Rejected)
        {
            return StoreErrors.Refused(failure, exception);
        }

        // Where the database was away at the start, its tables may not be there yet.
        return health.Fault is { } fault ? StoreErrors.NotAvailable(fault.Kind, exception) : null;
    }
}
