using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Carries out one kind of write. Each kind has one, which sees all writes of its kind in their order.</summary>
/// <remarks>
/// <see cref="ExecuteAsync"/> and <see cref="Reset"/> are called by the writer alone, one at a time; <see cref="Complete"/> by the
/// thread that tells of commits, in the order of the commits, while the writer may be at the next ones.
/// </remarks>
internal interface IWriteHandler
{
    /// <summary>When its writes are carried out within a transaction: kinds of a lower turn before those of a higher one.</summary>
    int Turn => 0;

    /// <summary>Carries out writes within the transaction under way. Called again, for all or for some of them, where that fails.</summary>
    ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken);

    /// <summary>Tells of writes that were committed. Must neither wait nor throw.</summary>
    void Complete(IReadOnlyList<StoreWrite> writes);

    /// <summary>Forgets what it believes of the database: a transaction failed.</summary>
    void Reset();
}
