using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>The one way of writing: whatever waits shares the next commit, so that one flush of the disk serves many.</summary>
/// <remarks>
/// One loop writes, another tells of commits in their order. While the database is away, everything is refused at once with
/// <see cref="StoreFailures.Unavailable"/>, and the loop tries to get it back. A write that the database refuses for its own sake fails
/// alone: the group is tried again one by one.
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
    private readonly CommitTeller _teller;
    private readonly Func<WriteSession, ValueTask> _opened;
    private WriteSession? _session;
    private Task _running = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;
    private int _queuedWrites;
    private long _queuedBytes;

    /// <summary>Makes one. <paramref name="opened"/> is called, in a transaction of its own, each time the database has been opened and before anything else is written.</summary>
    public CommitQueue(
        StoreDatabase database, CommitLimits limits, Func<WriteSession, ValueTask> opened, StoreHealth health, StoreMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_database, _limits, _opened, _health, _metrics, _time, _logger) = (database, limits, opened, health, metrics, time, logger);
        _teller = new CommitTeller(group => Release(group.Writes.Count, group.Bytes), logger);
        metrics.ObserveQueue(() => Volatile.Read(ref _queuedWrites));
    }

    /// <summary>Opens the database and begins to write. A database that is away is no failure: it is waited for.</summary>
    /// <exception cref="StoreFormatException">The store is not one that this program can use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var isOpen = await TryOpenAsync(cancellationToken);
        _telling = Task.Run(_teller.RunAsync, CancellationToken.None);
        _running = Task.Run(() => RunAsync(isOpen), CancellationToken.None);
    }

    /// <summary>Has something written. Completes once it is committed and told of.</summary>
    /// <exception cref="SwitchboardException">The database is away (108), or too much waits (111).</exception>
    public Task<TResult> SubmitAsync<TResult>(StoreWrite<TResult> write, CancellationToken cancellationToken)
    {
        if (!_health.IsAvailable)
        {
            _metrics.Refused("unavailable");
            throw StoreFailures.Away();
        }

        var writes = Interlocked.Increment(ref _queuedWrites);
        var bytes = Interlocked.Add(ref _queuedBytes, write.Bytes);
        if (writes > _limits.QueuedWrites || bytes > Math.Max(_limits.QueuedBytes, write.Bytes))
        {
            Release(1, write.Bytes);
            _metrics.Refused("queue_full");
            throw StoreFailures.QueueFull();
        }

        if (!_waiting.Writer.TryWrite(write))
        {
            Release(1, write.Bytes);
            throw StoreFailures.Away();
        }

        return cancellationToken.CanBeCanceled ? write.Task.WaitAsync(cancellationToken) : write.Task;
    }

    /// <summary>Writes what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync();
        await _running;
        _teller.Complete();
        await _telling;
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
            await RegainAsync();
        }

        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (!await TryCommitAsync(Take()))
            {
                await RegainAsync();
            }
        }
    }

    private CommitGroup Take()
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
            Refuse(group, StoreFailures.Away());
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
                Lose(exception);
                Refuse(group, StoreFailures.Away(exception));
                return false;
            }

            if (group.Writes.Count == 1)
            {
                StoreLog.WriteFailed(_logger, exception);
                Refuse(group, exception);
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
                Refuse(alone, StoreFailures.Away());
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
        _metrics.Committed(group.Writes.Count, startedAt);
        _teller.Add(group);
    }

    private void Refuse(CommitGroup group, Exception exception)
    {
        group.Fail(exception);
        Release(group.Writes.Count, group.Bytes);
    }

    private void Lose(Exception exception)
    {
        _health.Lose(exception.Message);
        StoreLog.Lost(_logger, exception, _database.Description, _limits.RetryInterval.TotalSeconds);
    }

    /// <summary>Tries to get the database back, until it is there or the queue closes.</summary>
    private async Task RegainAsync()
    {
        do
        {
            while (_waiting.Reader.TryRead(out var write))
            {
                write.Fail(StoreFailures.Away());
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
        while (!await TryReopenAsync());
        StoreLog.Regained(_logger, _database.Description);
    }

    private async ValueTask<bool> TryReopenAsync()
    {
        try
        {
            return await TryOpenAsync(_closing.Token);
        }
        catch (Exception exception)
        {
            // Found only now, because the database was away when the server started.
            if (_health.Trouble != exception.Message)
            {
                _health.Lose(exception.Message);
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
            _health.Restore();
            return true;
        }
        catch (Exception exception) when (_database.IsUnavailable(exception))
        {
            if (_health.Trouble != exception.Message)
            {
                Lose(exception);
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
