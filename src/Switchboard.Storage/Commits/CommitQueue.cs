using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>The one way of writing: whatever waits shares the next commit (group commit), so that one flush of the disk serves many.</summary>
/// <remarks>
/// A single write is committed at once, and others gather while it is flushed; a group that is smaller than the last ones waits a
/// moment for those who were just answered (<see cref="CommitPacing"/>). One loop commits, another notifies of commits in their order, so that the next commit is under way while the last one is passed on.
/// Nobody hears of a write before its commit: a publication that subscribers have seen, or a publisher was told of, survives a crash.
/// While the database is away, everything is refused at once with 108, and the loop tries to reconnect. A write that the database
/// refuses for its own sake fails alone: its group is tried again, once, without it.
/// </remarks>
internal sealed class CommitQueue : ICommitOutcomes, IAsyncDisposable
{
    private readonly Channel<StoreWrite> _waiting = Channel.CreateUnbounded<StoreWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly StoreDatabase _database;
    private readonly CommitLimits _limits;
    private readonly StoreHealth _health;
    private readonly StoreGate _gate;
    private readonly StoreMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CommitNotifier _notifier;
    private readonly CommitPacing _pacing = new();
    private readonly CommitWriter _writer;
    private Task _running = Task.CompletedTask;
    private Task _notifying = Task.CompletedTask;
    private int _queuedWrites;
    private long _queuedBytes;

    /// <summary>Makes one. <paramref name="opened"/> is called, in a transaction of its own, each time the database has been opened and before anything else is written.</summary>
    public CommitQueue(
        StoreDatabase database, CommitLimits limits, Func<WriteSession, ValueTask> opened, StoreHealth health, StoreGate gate, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_database, _limits, _health, _gate, _metrics, _time, _logger) = (database, limits, health, gate, metrics, time, logger);
        _writer = new CommitWriter(database, opened, this, health, metrics, time, logger);
        _notifier = new CommitNotifier(group => Release(group.Writes.Count, group.Bytes), logger);
        metrics.ObserveQueue(() => Volatile.Read(ref _queuedWrites));
    }

    /// <summary>Opens the database and begins to write. A database that is away is no failure: it is waited for.</summary>
    /// <exception cref="StoreFormatException">The store is not one that this program can use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isOpen = await _writer.TryOpenAsync(cancellationToken);
            _notifying = Task.Run(_notifier.RunAsync, CancellationToken.None);
            _running = Task.Run(() => RunAsync(isOpen), CancellationToken.None);
        }
        finally
        {
            _gate.Open();
        }
    }

    /// <summary>Has something written. Completes once it is committed, and what follows from the commit was handed on.</summary>
    /// <exception cref="SwitchboardException">The database is away (108), or too much waits (111).</exception>
    public Task<TResult> SubmitAsync<TResult>(StoreWrite<TResult> write, CancellationToken cancellationToken)
    {
        if (!_gate.IsOpen)
        {
            return SubmitLaterAsync(write, cancellationToken);
        }

        if (_health.Fault is { } fault)
        {
            _metrics.Refused("unavailable");
            throw StoreErrors.NotAvailable(fault.Kind);
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

    /// <summary>Notes that a reader found the database damaged.</summary>
    public void ReportDamage(Exception exception) => _writer.ReportDamage(exception);

    /// <summary>Writes what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync();
        await _running;
        _notifier.Complete();
        await _notifying;
        await _writer.DisposeAsync();
        _closing.Dispose();
    }

    /// <inheritdoc/>
    void ICommitOutcomes.Accept(CommitGroup group) => _notifier.Add(group);

    /// <inheritdoc/>
    void ICommitOutcomes.Reject(CommitGroup group, Exception exception)
    {
        group.Fail(exception);
        Release(group.Writes.Count, group.Bytes);
    }

    private async Task<TResult> SubmitLaterAsync<TResult>(StoreWrite<TResult> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return await SubmitAsync(write, cancellationToken);
    }

    private async Task RunAsync(bool isOpen)
    {
        if (!isOpen)
        {
            await ReconnectAsync();
        }

        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (!await TryCommitAsync(TakeGroup()))
            {
                await ReconnectAsync();
            }
        }
    }

    private async ValueTask<bool> TryCommitAsync(CommitGroup group)
    {
        try
        {
            var startedAt = Stopwatch.GetTimestamp();
            var isCommitted = await _writer.TryCommitAsync(group);
            _pacing.Committed(group.Writes.Count, Stopwatch.GetTimestamp() - startedAt);
            return isCommitted;
        }
        catch (Exception exception)
        {
            // Without its writer the store would take in writes and never answer: it begins anew, whatever it was.
            StoreLog.WriterFailed(_logger, exception);
            _health.MarkUnavailable(new StoreFault(StoreFailure.Away, exception.Message));
            ((ICommitOutcomes)this).Reject(group, StoreErrors.NotAvailable(cause: exception));
            return false;
        }
    }

    private CommitGroup TakeGroup()
    {
        var group = new CommitGroup();
        Fill(group);
        if (group.Writes.Count < _pacing.Expected)
        {
            for (var deadline = _pacing.Deadline(); group.Writes.Count < _pacing.Expected && Stopwatch.GetTimestamp() < deadline;)
            {
                Thread.Yield();
                Fill(group);
            }
        }

        return group;
    }

    private void Fill(CommitGroup group)
    {
        while (group.Writes.Count < _limits.GroupWrites && group.Bytes < CommitLimits.GroupBytes && _waiting.Reader.TryRead(out var write))
        {
            group.Add(write);
        }
    }

    /// <summary>Tries to reconnect until the database is there or the queue closes.</summary>
    private async Task ReconnectAsync()
    {
        do
        {
            while (_waiting.Reader.TryRead(out var write))
            {
                write.Fail(StoreErrors.NotAvailable(_health.Fault?.Kind ?? StoreFailure.Away));
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
            return await _writer.TryOpenAsync(_closing.Token);
        }
        catch (Exception exception)
        {
            // The database is there again, or for the first time, and holds what cannot be used.
            if (_health.MarkUnavailable(new StoreFault(StoreFailure.Missing, exception.Message)))
            {
                StoreLog.Unusable(_logger, exception, _database.Description);
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
