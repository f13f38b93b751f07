using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Carries out one kind of write. Each kind has one handler, which sees all writes of its kind in their order.</summary>
/// <remarks>
/// <see cref="ExecuteAsync"/> and <see cref="Reset"/> are called by the writer alone, one at a time; <see cref="HandOn"/> by the
/// loop that notifies of commits, in the order of the commits, while the writer may be at the next ones.
/// </remarks>
internal abstract class WriteHandler
{
    /// <summary>When its writes are carried out within a transaction: kinds of a lower order before those of a higher one.</summary>
    public virtual int Order => 0;

    /// <summary>Carries out writes within the transaction under way. Called again, for all or for some of them, where that fails.</summary>
    public abstract ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken);

    /// <summary>Hands on what follows from writes that were committed, before they are answered. Must not wait; what fails must not keep the rest from being handed on.</summary>
    public virtual void HandOn(IReadOnlyList<StoreWrite> writes)
    {
    }

    /// <summary>Forgets what it has cached of the database: a transaction failed.</summary>
    public virtual void Reset()
    {
    }
}

/// <summary>Removes rows that are past their time, in batches: each shares a commit with other writes, which wait for one batch at most.</summary>
internal abstract class SweepHandler(TimeProvider time) : WriteHandler
{
    /// <summary>How many rows are removed at once.</summary>
    public const int BatchSize = 500;

    /// <inheritdoc/>
    public sealed override async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var isMore = await SweepAsync(session, time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var write in writes)
        {
            ((MaintenanceWrite)write).Result = isMore;
        }
    }

    /// <summary>Removes a batch. True where there is more.</summary>
    protected abstract ValueTask<bool> SweepAsync(WriteSession session, long now);
}
