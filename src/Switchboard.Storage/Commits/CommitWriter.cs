using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>Commits groups by the one connection that writes, and opens it anew where it was lost. Used by one thread at a time.</summary>
/// <param name="database">The database.</param>
/// <param name="opened">Called, in a transaction of its own, each time the database has been opened and before anything else is written.</param>
/// <param name="outcomes">Hears of what was committed or rejected.</param>
/// <param name="health">Is told what the database is like.</param>
/// <param name="metrics">Counts.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Is told of failures.</param>
internal sealed class CommitWriter(
    StoreDatabase database, Func<WriteSession, ValueTask> opened, ICommitOutcomes outcomes, StoreHealth health, StoreMetrics metrics, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly RefusedWriteLog _refusals = new(time, logger);
    private WriteSession? _session;

    /// <summary>Opens the database, anew where it was open. False where it is away.</summary>
    /// <exception cref="StoreFormatException">The store is not one that this program can use.</exception>
    public async ValueTask<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        if (health.Fault is { Kind: StoreFailure.Damaged })
        {
            return false;
        }

        try
        {
            await CloseAsync();
            _session = await database.OpenWriterAsync(cancellationToken);
            await StoreProbe.WriteAsync(_session, opened, time, cancellationToken);
            health.MarkAvailable();
            return health.IsAvailable;
        }
        catch (Exception exception) when (database.Classify(exception) is StoreFailure.Away or StoreFailure.Missing or StoreFailure.Damaged)
        {
            MarkUnavailable(database.Classify(exception), exception);
            return false;
        }
    }

    /// <summary>Commits a group: all of it, or all but what the database refuses for its own sake. False where the database is away, and nothing is committed.</summary>
    public async ValueTask<bool> TryCommitAsync(CommitGroup group)
    {
        if (_session is not { } session || health.Fault is { Kind: StoreFailure.Damaged })
        {
            // The queue closes while the database is away, or damage was found after they were taken in.
            outcomes.Reject(group, StoreErrors.NotAvailable(health.Fault?.Kind ?? StoreFailure.Away));
            return true;
        }

        try
        {
            await CommitAsync(group, session);
            return true;
        }
        catch (Exception exception)
        {
            await session.RollbackAsync();
            group.Reset();
            var failure = database.Classify(exception);
            if (failure is not (StoreFailure.Rejected or StoreFailure.Statement))
            {
                return GiveUp(group, failure, exception);
            }

            if (group.Writes.Count == 1)
            {
                Refuse(group, failure, exception);
                return true;
            }
        }

        return await TryCommitPartsAsync(group, session);
    }

    /// <summary>Notes that the database is damaged, whoever found out.</summary>
    public void ReportDamage(Exception exception) => MarkUnavailable(StoreFailure.Damaged, exception);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    private async ValueTask CommitAsync(CommitGroup group, WriteSession session)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await session.BeginAsync(CancellationToken.None);
        await group.ExecuteAsync(session, isWhole: true, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
        metrics.Committed(group.Writes.Count, startedAt);
        outcomes.Accept(group);
    }

    private async ValueTask<bool> TryCommitPartsAsync(CommitGroup group, WriteSession session)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var parts = new CommitIsolation(database, group, session);
        try
        {
            await parts.RunAsync();
        }
        catch (Exception exception)
        {
            await session.RollbackAsync();
            group.Reset();
            var failure = database.Classify(exception);
            return GiveUp(group, failure is StoreFailure.Rejected or StoreFailure.Statement ? StoreFailure.Away : failure, exception);
        }

        metrics.Committed(group.Writes.Count - parts.Refused.Count, startedAt);
        foreach (var part in parts.Done)
        {
            outcomes.Accept(part);
        }

        foreach (var (write, reason) in parts.Refused)
        {
            Refuse(write, database.Classify(reason), reason);
        }

        return true;
    }

    private void Refuse(CommitGroup write, StoreFailure failure, Exception reason)
    {
        metrics.Refused("rejected");
        _refusals.Add(failure, reason);
        outcomes.Reject(write, StoreErrors.Refused(failure, reason));
    }

    /// <summary>Nothing of the group is committed. False where the database is to be opened anew: damage lasts.</summary>
    private bool GiveUp(CommitGroup group, StoreFailure failure, Exception exception)
    {
        MarkUnavailable(failure, exception);
        outcomes.Reject(group, StoreErrors.NotAvailable(failure, exception));
        return failure == StoreFailure.Damaged;
    }

    private void MarkUnavailable(StoreFailure failure, Exception exception)
    {
        if (!health.MarkUnavailable(new StoreFault(failure, exception.Message)))
        {
            return;
        }

        if (failure == StoreFailure.Damaged)
        {
            StoreLog.Damaged(logger, exception, database.Description);
        }
        else
        {
            StoreLog.Unavailable(logger, exception, database.Description);
        }
    }
}

/// <summary>Hears what became of groups, in the order of their commits.</summary>
internal interface ICommitOutcomes
{
    /// <summary>A group is on disk.</summary>
    void Accept(CommitGroup group);

    /// <summary>A group is not, and whoever waits for it is to be told why.</summary>
    void Reject(CommitGroup group, Exception exception);
}
