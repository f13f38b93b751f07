using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>The one way of writing: whatever waits shares the next commit (group commit), so that one flush of the disk serves many.</summary>
/// <remarks>
/// Nothing is delayed for a group to grow: a single write is committed at once, and others gather while it is flushed. One loop
/// commits, another notifies of commits in their order, so that the next commit is under way while the last one is passed on.
/// Nobody hears of a write before its commit: a publication that subscribers have seen, or a publisher was told of, survives a crash.
/// While the database is away, everything is refused at once with 108, and the loop tries to reconnect. A write that the database
/// refuses for its own sake fails alone: the group is tried again one by one.
/// </remarks>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly Channel<StoreWrite> _waiting = Channel.CreateUnbounded<StoreWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly StoreDatabase _database;
    private readonly CommitLimits _limits;
    private readonly StoreHealth _health;
    private readonly StoreMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CommitNotifier _notifier;
    private readonly Func<WriteSession, ValueTask> _opened;
    private WriteSession? _session;
    private Task _running = Task.CompletedTask;
    private Task _notifying = Task.CompletedTask;
    private int _queuedWrites;
    private long _queuedBytes;

    /// <summary>Makes one. <paramref name="opened"/> is called, in a transaction of its own, each time the database has been opened and before anything else is written.</summary>
    public CommitQueue(
        StoreDatabase database, CommitLimits limits, Func<WriteSession, ValueTask> opened, StoreHealth health, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_database, _limits, _opened, _health, _metrics, _time, _logger) = (database, limits, opened, health, metrics, time, logger);
        _notifier = new CommitNotifier(group => Release(group.Writes.Count, group.Bytes), logger);
        metrics.ObserveQueue(() => Volatile.Read(ref _queuedWrites));
    }

    /// <summary>Opens the database and begins to write. A database that is away is no failure: it is waited for.</summary>
    /// <exception cref="StoreFormatException">The store is not one that this program can use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var isOpen = await TryOpenAsync(cancellationToken);
        _notifying = Task.Run(_notifier.RunAsync, CancellationToken.None);
        _running = Task.Run(() => RunAsync(isOpen), CancellationToken.None);
    }

    /// <summary>Has something written. Completes once it is committed, and what follows from the commit was handed on.</summary>
    /// <exception cref="SwitchboardException">The database is away (108), or too much waits (111).</exception>
    public Task<TResult> SubmitAsync<TResult>(StoreWrite<TResult> write, CancellationToken cancellationToken)
    {
        if (!_health.IsAvailable)
        {
            _metrics.Refused("unavailable");
            throw StoreErrors.NotAvailable();
        }

        var writes = Interlocked.Increment(ref _queuedWrites);
        var bytes = Interlocked.Add(ref _queuedBytes, write.Bytes);
        if (writes > _limits.QueuedWrites || bytes > Math.Max(_limits.QueuedBytes, write.Bytes))
        {
            Release(1, write.Bytes);
            _metrics.Refused("queue_full");
            throw StoreErrors.QueueFull();
        }

        if (!_waiting.Writer.TryWrite(write))
        {
            Release(1, write.Bytes);
            throw StoreErrors.NotAvailable();
        }

        return cancellationToken.CanBeCanceled ? write.Task.WaitAsync(cancellationToken) : write.Task;
    }

    /// <summary>Writes what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync();
        await _running;
        _notifier.Complete();
        await _notifying;
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        _closing.Dispose();
    }

    private async Task RunAsync(bool isOpen)
    {
        if (!isOpen)
        {
            await ReconnectAsync();
        }

        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (!await TryCommitGuardedAsync(TakeGroup()))
            {
                await ReconnectAsync();
            }
        }
    }

    // There is one writer, and whatever happens to it, it has to go on: with the database opened anew.
    private async ValueTask<bool> TryCommitGuardedAsync(CommitGroup group)
    {
        try
        {
            return await TryCommitAsync(group);
        }
        catch (Exception exception)
        {
            StoreLog.WriterFailed(_logger, exception);
            _health.MarkUnavailable(exception.Message);
            Reject(group, StoreErrors.NotAvailable(exception));
            return false;
        }
    }

    private CommitGroup TakeGroup()
    {
        var group = new CommitGroup();
        while (group.Writes.Count < _limits.GroupWrites && group.Bytes < CommitLimits.GroupBytes && _waiting.Reader.TryRead(out var write))
        {
            group.Add(write);
        }

        return group;
    }

    /// <summary>Commits a group. False where the database is away.</summary>
    private async ValueTask<bool> TryCommitAsync(CommitGroup group)
    {
        if (_session is not { } session)
        {
            // The queue closes while the database is away.
            Reject(group, StoreErrors.NotAvailable());
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
            if (_database.IsUnavailable(exception))
            {
                MarkUnavailable(exception);
                Reject(group, StoreErrors.NotAvailable(exception));
                return false;
            }

            if (group.Writes.Count == 1)
            {
                StoreLog.WriteFailed(_logger, exception);
                Reject(group, exception);
                return true;
            }
        }

        return await TryCommitEachAsync(group);
    }

    private async ValueTask<bool> TryCommitEachAsync(CommitGroup group)
    {
        var isAvailable = true;
        foreach (var write in group.Writes)
        {
            var alone = new CommitGroup();
            alone.Add(write);
            if (isAvailable)
            {
                isAvailable = await TryCommitAsync(alone);
            }
            else
            {
                Reject(alone, StoreErrors.NotAvailable());
            }
        }

        return isAvailable;
    }

    private async ValueTask CommitAsync(CommitGroup group, WriteSession session)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await session.BeginAsync(CancellationToken.None);
        await group.ExecuteAsync(session, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);

        // Only now: the notifier hands publications to subscribers. It gets groups in the order of their commits, since this loop adds
        // them one by one.
        _metrics.Committed(group.Writes.Count, startedAt);
        _notifier.Add(group);
    }

    private void Reject(CommitGroup group, Exception exception)
    {
        group.Fail(exception);
        Release(group.Writes.Count, group.Bytes);
    }

    private void MarkUnavailable(Exception exception)
    {
        _health.MarkUnavailable(exception.Message);
        StoreLog.Unavailable(_logger, exception, _database.Description, _limits.RetryInterval.TotalSeconds);
    }

    /// <summary>Tries to reconnect until the database is there or the queue closes.</summary>
    private async Task ReconnectAsync()
    {
        do
        {
            while (_waiting.Reader.TryRead(out var write))
            {
                write.Fail(StoreErrors.NotAvailable());
                Release(1, write.Bytes);
            }

            try
            {
                await Task.Delay(_limits.RetryInterval, _time, _closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (!await TryReconnectAsync());
        StoreLog.Available(_logger, _database.Description);
    }

    private async ValueTask<bool> TryReconnectAsync()
    {
        try
        {
            return await TryOpenAsync(_closing.Token);
        }
        catch (Exception exception)
        {
            // Found only now, because the database was away when the server started.
            if (_health.Reason != exception.Message)
            {
                _health.MarkUnavailable(exception.Message);
                StoreLog.Unusable(_logger, exception, _database.Description);
            }

            return false;
        }
    }

    private async ValueTask<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_session is not null)
            {
                await _session.DisposeAsync();
                _session = null;
            }

            _session = await _database.OpenWriterAsync(cancellationToken);
            await StoreProbe.WriteAsync(_session, _opened, _time, cancellationToken);
            _health.MarkAvailable();
            return true;
        }
        catch (Exception exception) when (_database.IsUnavailable(exception))
        {
            if (_health.Reason != exception.Message)
            {
                MarkUnavailable(exception);
            }

            return false;
        }
    }

    private void Release(int writes, long bytes)
    {
        Interlocked.Add(ref _queuedWrites, -writes);
        Interlocked.Add(ref _queuedBytes, -bytes);
    }
}

/// <summary>The limits of what waits for a commit.</summary>
/// <param name="QueuedWrites">How many writes may wait.</param>
/// <param name="QueuedBytes">How many bytes may wait.</param>
/// <param name="GroupWrites">How many writes share a commit at most.</param>
/// <param name="RetryInterval">The time between attempts to reconnect to a database that is away.</param>
internal sealed record CommitLimits(int QueuedWrites, long QueuedBytes, int GroupWrites, TimeSpan RetryInterval)
{
    /// <summary>The most bytes that share a commit; one write may be larger.</summary>
    public const long GroupBytes = 8 * 1024 * 1024;
}
