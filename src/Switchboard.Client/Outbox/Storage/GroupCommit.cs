using System.Collections.Concurrent;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>Runs the operations of many threads in the order of their calls, and commits those that have gathered in one transaction.</summary>
/// <remarks>It uses a thread of the pool only while there are operations. The file is opened by the first one, and by the next one where that failed.</remarks>
internal sealed class GroupCommit(OutboxOptions options, TimeProvider time) : IThreadPoolWorkItem, IAsyncDisposable
{
    private const int MaxGroupSize = 1000;

    private readonly ConcurrentQueue<OutboxOperation> _pending = new();
    private readonly Lock _gate = new();
    private readonly List<OutboxOperation> _group = [];
    private OutboxDatabase? _database;
    private int _isScheduled;
    private volatile bool _isClosed;

    public OutboxTotals Totals => Volatile.Read(ref _database)?.Totals ?? OutboxTotals.None;

    /// <summary>The file's own time; null before it was opened.</summary>
    public OutboxClock? Clock => Volatile.Read(ref _database)?.Clock;

    /// <summary>Completes when the operation is on disk.</summary>
    /// <exception cref="OutboxException">The file cannot be used; nothing was done.</exception>
    public Task<T> RunAsync<T>(Func<OutboxDatabase, T> operation)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SwitchboardOutbox));
        var item = new OutboxOperation<T>(operation);
        _pending.Enqueue(item);
        Schedule();
        return item.Task;
    }

    /// <inheritdoc/>
    public void Execute()
    {
        while (!_pending.IsEmpty)
        {
            CommitGroup();
        }

        Volatile.Write(ref _isScheduled, 0);

        // What was added between the last check and the line above has not scheduled this.
        if (!_pending.IsEmpty)
        {
            Schedule();
        }
    }

    /// <summary>Runs what was added until now, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        if (_database is not null)
        {
            await FlushAsync().ConfigureAwait(false);
        }

        _isClosed = true;
        lock (_gate)
        {
            _database?.Dispose();
            _database = null;
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            await RunAsync(static _ => 0).ConfigureAwait(false);
        }
        catch (OutboxException)
        {
            // The callers of those operations have the exception.
        }
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void CommitGroup()
    {
        lock (_gate)
        {
            _group.Clear();
            while (_group.Count < MaxGroupSize && _pending.TryDequeue(out var operation))
            {
                _group.Add(operation);
            }

            if (Commit(_group) is not { } failure)
            {
                return;
            }

            if (_database is null || _group.Count == 1)
            {
                _group.ForEach(operation => operation.Fail(failure));
                return;
            }

            // One that fails must not fail the others: each gets a transaction of its own.
            foreach (var operation in _group)
            {
                if (Commit([operation]) is { } own)
                {
                    operation.Fail(own);
                }
            }
        }
    }

    private Exception? Commit(List<OutboxOperation> group)
    {
        var hasBegun = false;
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SwitchboardOutbox));
            var database = _database ??= OutboxDatabase.Open(options, time);
            database.Begin();
            hasBegun = true;
            group.ForEach(operation => operation.Execute(database));
            database.Commit();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (hasBegun)
            {
                _database!.Rollback();
            }

            return exception is ObjectDisposedException ? exception : OutboxFile.Translate(exception, options.Path);
        }

        group.ForEach(static operation => operation.Complete());
        return null;
    }
}
