using System.Collections.Concurrent;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>Does the work of many threads in the order in which they brought it, and as much as has gathered in one transaction.</summary>
/// <remarks>A thread of the pool is busy only while there is work. The file is opened with the first work, and again after that failed.</remarks>
internal sealed class GroupCommit(OutboxOptions options, TimeProvider time) : IThreadPoolWorkItem, IAsyncDisposable
{
    private const int LargestGroup = 1000;

    private readonly ConcurrentQueue<OutboxWork> _waiting = new();
    private readonly Lock _turn = new();
    private readonly List<OutboxWork> _group = [];
    private OutboxDatabase? _database;
    private int _isScheduled;
    private volatile bool _isClosed;

    public OutboxTotals Totals => Volatile.Read(ref _database)?.Totals ?? OutboxTotals.None;

    /// <summary>The file's own time; null before it was opened.</summary>
    public OutboxClock? Clock => Volatile.Read(ref _database)?.Clock;

    /// <summary>Completes when the work is on disk.</summary>
    /// <exception cref="OutboxException">The file cannot be used; nothing was done.</exception>
    public Task<T> RunAsync<T>(Func<OutboxDatabase, T> work)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SwitchboardOutbox));
        var item = new OutboxWork<T>(work);
        _waiting.Enqueue(item);
        Schedule();
        return item.Task;
    }

    /// <inheritdoc/>
    public void Execute()
    {
        while (!_waiting.IsEmpty)
        {
            CommitGroup();
        }

        Volatile.Write(ref _isScheduled, 0);

        // What came between the last look and the line above found the turn taken.
        if (!_waiting.IsEmpty)
        {
            Schedule();
        }
    }

    /// <summary>Does what was brought until now, and closes the file.</summary>
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
        lock (_turn)
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
            // Whoever brought work was told.
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
        lock (_turn)
        {
            _group.Clear();
            while (_group.Count < LargestGroup && _waiting.TryDequeue(out var work))
            {
                _group.Add(work);
            }

            if (Commit(_group) is not { } failure)
            {
                return;
            }

            if (_database is null || _group.Count == 1)
            {
                _group.ForEach(work => work.Fail(failure));
                return;
            }

            // One that cannot be done must not take the others with it.
            foreach (var work in _group)
            {
                if (Commit([work]) is { } own)
                {
                    work.Fail(own);
                }
            }
        }
    }

    private Exception? Commit(List<OutboxWork> group)
    {
        var hasBegun = false;
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SwitchboardOutbox));
            var database = _database ??= OutboxDatabase.Open(options, time);
            database.Begin();
            hasBegun = true;
            group.ForEach(work => work.Do(database));
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

        group.ForEach(static work => work.Complete());
        return null;
    }
}
