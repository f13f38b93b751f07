using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Jobs;

/// <summary>Writes the rows of jobs for the writer, where many are written at once. What differs between the databases is how many rows go in one statement.</summary>
internal interface IJobTables
{
    /// <summary>Begins with the jobs of a transaction.</summary>
    ValueTask BeginAsync(WriteSession session);

    /// <summary>Counts the jobs of owners that have not ended.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="owners">The owners, each once.</param>
    /// <param name="counts">Receives the counts, for owners who have any.</param>
    ValueTask CountOpenAsync(WriteSession session, IReadOnlyCollection<string> owners, Dictionary<string, long> counts);

    /// <summary>Keeps new jobs. Those of which owner and idempotency key are known are left out.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="isNew">Receives for each of them whether it is kept.</param>
    ValueTask InsertAsync(WriteSession session, List<StoredJob> jobs, bool[] isNew);

    /// <summary>Changes jobs whose revision is still the one given.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="jobs">The jobs, each once.</param>
    /// <param name="isChanged">Receives for each of them whether it was.</param>
    ValueTask ChangeAsync(WriteSession session, List<StoredJob> jobs, bool[] isChanged);

    /// <summary>Lengthens leases.</summary>
    /// <returns>Those that are not held any more.</returns>
    ValueTask<IReadOnlyList<string>> RenewAsync(WriteSession session, IReadOnlyList<JobLease> held);

    /// <summary>Takes jobs out of a queue.</summary>
    ValueTask<IReadOnlyList<StoredJob>> TakeAsync(WriteSession session, string queue, long until, int limit);

    /// <summary>Takes jobs to decide about them.</summary>
    ValueTask<IReadOnlyList<StoredJob>> TakeOverdueAsync(WriteSession session, long now, long until, int limit);
}
